#pragma once
// zlib's decompressor.

#include <zlib.h>

// inflateInit2 is a macro, which Swift does not import. 15 bits of window, and 16 for "a gzip header".
static inline int orb_gzip_begin(z_stream *stream) {
  return inflateInit2(stream, 15 + 16);
}
