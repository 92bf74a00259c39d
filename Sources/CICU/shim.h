// Conversion tables, as ICU has them.
//
// ICU's functions are macros that append the version, which Swift cannot import, and its headers
// clash with those of the ICU inside Foundation. So only the header with the version is taken, and
// the functions are declared here under the names of ICU's stable C interface (since 4.6 or before).
#pragma once
#include <stdint.h>
#include <unicode/uvernum.h>

// Converters from legacy encodings: in ICU's data, and so at hand in a process that may open no file.

extern void *_Nullable U_ICU_ENTRY_POINT_RENAME(ucnv_open)(
    const char *_Nonnull name, int *_Nonnull status);
extern void U_ICU_ENTRY_POINT_RENAME(ucnv_close)(void *_Nonnull converter);
extern int32_t U_ICU_ENTRY_POINT_RENAME(ucnv_toUChars)(
    void *_Nonnull converter, uint16_t *_Nullable units, int32_t capacity,
    const uint8_t *_Nullable bytes, int32_t length, int *_Nonnull status);
extern void U_ICU_ENTRY_POINT_RENAME(UCNV_TO_U_CALLBACK_STOP)(void);
extern void U_ICU_ENTRY_POINT_RENAME(ucnv_setToUCallBack)(
    void *_Nonnull converter, void (*_Nonnull action)(void), const void *_Nullable context,
    void *_Nullable old_action, void *_Nullable old_context, int *_Nonnull status);

// A converter that stops where it cannot convert, or null when ICU has none of this name.
static inline void *_Nullable icu_converter_open(const char *_Nonnull name) {
  int status = 0;
  void *converter = U_ICU_ENTRY_POINT_RENAME(ucnv_open)(name, &status);
  if (status > 0 || !converter) return 0;
  U_ICU_ENTRY_POINT_RENAME(ucnv_setToUCallBack)(
      converter, U_ICU_ENTRY_POINT_RENAME(UCNV_TO_U_CALLBACK_STOP), 0, 0, 0, &status);
  return converter;
}

static inline void icu_converter_close(void *_Nonnull converter) {
  U_ICU_ENTRY_POINT_RENAME(ucnv_close)(converter);
}

// The number of UTF-16 units that these bytes, from the initial state on, stand for; 0 when they
// are not valid or stand for more than `capacity`.
static inline int32_t icu_converter_decode(
    void *_Nonnull converter, const uint8_t *_Nonnull bytes, int32_t length,
    uint16_t *_Nonnull units, int32_t capacity) {
  int status = 0;
  int32_t count = U_ICU_ENTRY_POINT_RENAME(ucnv_toUChars)(
      converter, units, capacity, bytes, length, &status);
  return status <= 0 ? count : 0;
}
