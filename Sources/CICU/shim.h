// UTS 46 (internationalised domain names) and conversion tables, as ICU has them.
//
// For UTS 46 ICU and not libidn2: libidn2 adds the checks of IDNA 2008, which the web does not apply
// (emoji hosts, hyphens, long labels), and has no switch for them. libxml2 links ICU anyway.
//
// ICU's functions are macros that append the version, which Swift cannot import, and its headers
// clash with those of the ICU inside Foundation. So only the header with the version is taken, and
// the functions are declared here under the names of ICU's stable C interface (since 4.6 or before).
#pragma once
#include <stdint.h>
#include <unicode/uvernum.h>

struct uts46_info {
  int16_t size;
  int8_t is_transitional_different;
  int8_t reserved_byte;
  uint32_t errors;
  int32_t reserved[2];
};

extern void *_Nullable U_ICU_ENTRY_POINT_RENAME(uidna_openUTS46)(
    uint32_t options, int *_Nonnull status);
extern void U_ICU_ENTRY_POINT_RENAME(uidna_close)(void *_Nonnull idna);
extern int32_t U_ICU_ENTRY_POINT_RENAME(uidna_nameToASCII_UTF8)(
    const void *_Nonnull idna, const void *_Nullable name, int32_t length, void *_Nullable ascii,
    int32_t capacity, struct uts46_info *_Nonnull info, int *_Nonnull status);

enum {
  UTS46_CHECK_BIDI = 4,
  UTS46_CHECK_CONTEXTJ = 8,
  UTS46_NONTRANSITIONAL_TO_ASCII = 0x10,

  UTS46_ERROR_EMPTY_LABEL = 1,
  UTS46_ERROR_LABEL_TOO_LONG = 2,
  UTS46_ERROR_DOMAIN_NAME_TOO_LONG = 4,
  UTS46_ERROR_LEADING_HYPHEN = 8,
  UTS46_ERROR_TRAILING_HYPHEN = 0x10,
  UTS46_ERROR_HYPHEN_3_4 = 0x20,

  UTS46_BUFFER_OVERFLOW = 15,
};

static inline void *_Nullable uts46_open(uint32_t options) {
  int status = 0;
  void *idna = U_ICU_ENTRY_POINT_RENAME(uidna_openUTS46)(options, &status);
  return status <= 0 ? idna : 0;
}

static inline void uts46_close(void *_Nonnull idna) {
  U_ICU_ENTRY_POINT_RENAME(uidna_close)(idna);
}

// The length of the ASCII form, which may exceed `capacity` (nothing usable is written then), or
// -1 when ICU could not work at all. `errors` receives the UTS46_ERROR_ bits of the name.
static inline int32_t uts46_to_ascii(
    const void *_Nonnull idna, const void *_Nullable name, int32_t length, void *_Nullable ascii,
    int32_t capacity, uint32_t *_Nonnull errors) {
  int status = 0;
  struct uts46_info info = {sizeof(struct uts46_info), 0, 0, 0, {0, 0}};
  int32_t written = U_ICU_ENTRY_POINT_RENAME(uidna_nameToASCII_UTF8)(
      idna, name, length, ascii, capacity, &info, &status);
  *errors = info.errors;
  return status <= 0 || status == UTS46_BUFFER_OVERFLOW ? written : -1;
}

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
