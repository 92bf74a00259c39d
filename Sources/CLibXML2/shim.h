#pragma once
// libxml2's HTML parser.

// Debian's libxml2 is built with ICU and says so, and then its headers pull in ICU's, which clash with the
// ICU within Swift's Foundation. All that goes missing are two pointers at the end of a struct that is only
// ever used by pointer.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
