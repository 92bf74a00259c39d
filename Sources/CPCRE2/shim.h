#pragma once
// pcre2.h names its functions by macros from the code unit width; these are the 8-bit ones, typed.
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdint.h>

/// Compiles a pattern for bytes; on failure gives the error code and offset.
static inline pcre2_code *orb_pcre2_compile(const uint8_t *pattern, size_t length, int *error, size_t *offset) {
  pcre2_code *code = pcre2_compile(pattern, length, 0, error, offset, 0);
  if (code) pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
  return code;
}
static inline pcre2_match_data *orb_pcre2_match_data(const pcre2_code *code) { return pcre2_match_data_create_from_pattern(code, 0); }
static inline pcre2_match_context *orb_pcre2_context(uint32_t limit) {
  pcre2_match_context *context = pcre2_match_context_create(0);
  if (context) pcre2_set_match_limit(context, limit);
  return context;
}
static inline int orb_pcre2_match(const pcre2_code *code, const uint8_t *text, size_t length, pcre2_match_data *data, pcre2_match_context *context) {
  return pcre2_match(code, text, length, 0, 0, data, context);
}
static inline void orb_pcre2_free(pcre2_code *code, pcre2_match_data *data, pcre2_match_context *context) {
  pcre2_match_context_free(context);
  pcre2_match_data_free(data);
  pcre2_code_free(code);
}
static inline int orb_pcre2_message(int error, uint8_t *text, size_t capacity) { return pcre2_get_error_message(error, text, capacity); }
