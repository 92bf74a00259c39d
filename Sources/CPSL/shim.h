// The public suffix list, as libpsl was built with it.
#pragma once
#include <libpsl.h>
