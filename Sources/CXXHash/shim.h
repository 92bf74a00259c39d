#pragma once
// xxHash's digests.

#include <xxhash.h>
