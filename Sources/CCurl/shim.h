#pragma once
// libcurl's setters are variadic macros, which Swift does not import: one typed twin for each type.

#include <curl/curl.h>
#include <stdint.h>

static inline CURLcode orb_easy_long(CURL *easy, CURLoption option, long value) { return curl_easy_setopt(easy, option, value); }
static inline CURLcode orb_easy_offset(CURL *easy, CURLoption option, int64_t value) { return curl_easy_setopt(easy, option, (curl_off_t)value); }
static inline CURLcode orb_easy_string(CURL *easy, CURLoption option, const char *value) { return curl_easy_setopt(easy, option, value); }
static inline CURLcode orb_easy_pointer(CURL *easy, CURLoption option, void *value) { return curl_easy_setopt(easy, option, value); }
static inline CURLcode orb_easy_list(CURL *easy, CURLoption option, struct curl_slist *value) { return curl_easy_setopt(easy, option, value); }

// One for each callback type, so that the compiler checks the signatures.
typedef size_t (*orb_data_callback)(char *bytes, size_t size, size_t count, void *context);
typedef int (*orb_progress_callback)(void *context, curl_off_t down_total, curl_off_t down_now, curl_off_t up_total, curl_off_t up_now);
typedef curl_socket_t (*orb_open_callback)(void *context, curlsocktype purpose, struct curl_sockaddr *address);
typedef int (*orb_close_callback)(void *context, curl_socket_t descriptor);
typedef int (*orb_socket_callback)(CURL *easy, curl_socket_t descriptor, int what, void *context, void *socket_context);
typedef int (*orb_timer_callback)(CURLM *multi, long milliseconds, void *context);

static inline CURLcode orb_easy_on_data(CURL *easy, CURLoption option, orb_data_callback callback) { return curl_easy_setopt(easy, option, callback); }
static inline CURLcode orb_easy_on_progress(CURL *easy, orb_progress_callback callback) { return curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, callback); }
static inline CURLcode orb_easy_on_open(CURL *easy, orb_open_callback callback) { return curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, callback); }
static inline CURLcode orb_easy_on_close(CURL *easy, orb_close_callback callback) { return curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, callback); }
static inline CURLMcode orb_multi_on_socket(CURLM *multi, orb_socket_callback callback) { return curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, callback); }
static inline CURLMcode orb_multi_on_timer(CURLM *multi, orb_timer_callback callback) { return curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, callback); }
static inline CURLMcode orb_multi_long(CURLM *multi, CURLMoption option, long value) { return curl_multi_setopt(multi, option, value); }
static inline CURLMcode orb_multi_pointer(CURLM *multi, CURLMoption option, void *value) { return curl_multi_setopt(multi, option, value); }

static inline long orb_easy_get_long(CURL *easy, CURLINFO info) {
  long value = 0;
  curl_easy_getinfo(easy, info, &value);
  return value;
}
// The caller frees the list.
static inline struct curl_slist *orb_easy_get_list(CURL *easy, CURLINFO info) {
  struct curl_slist *value = NULL;
  curl_easy_getinfo(easy, info, &value);
  return value;
}
static inline int64_t orb_easy_get_offset(CURL *easy, CURLINFO info) {
  curl_off_t value = 0;
  curl_easy_getinfo(easy, info, &value);
  return value;
}
static inline const char *orb_easy_get_string(CURL *easy, CURLINFO info) {
  char *value = 0;
  curl_easy_getinfo(easy, info, &value);
  return value;
}
static inline void *orb_easy_get_pointer(CURL *easy, CURLINFO info) {
  void *value = 0;
  curl_easy_getinfo(easy, info, &value);
  return value;
}

// The message's payload is a union.
static inline CURLcode orb_message_result(const CURLMsg *message) { return message->data.result; }

// Macros with casts are not imported.
enum { ORB_SOCKET_TIMEOUT = CURL_SOCKET_TIMEOUT, ORB_POLL_IN = CURL_POLL_IN, ORB_POLL_OUT = CURL_POLL_OUT, ORB_POLL_INOUT = CURL_POLL_INOUT, ORB_POLL_REMOVE = CURL_POLL_REMOVE };
enum { ORB_SELECT_IN = CURL_CSELECT_IN, ORB_SELECT_OUT = CURL_CSELECT_OUT, ORB_SELECT_ERR = CURL_CSELECT_ERR };

// Shares are set with a variadic call too.
static inline CURLSH *orb_share_of_cookies(void) {
  CURLSH *share = curl_share_init();
  if (share) curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_COOKIE);
  return share;
}

// What threads share needs a lock for each kind of data (CURLSHOPT_LOCKFUNC).
typedef struct { pthread_mutex_t of[CURL_LOCK_DATA_LAST]; } orb_share_locks;
static void orb_share_lock(CURL *easy, curl_lock_data data, curl_lock_access access, void *locks) {
  (void)easy; (void)access;
  pthread_mutex_lock(&((orb_share_locks *)locks)->of[data]);
}
static void orb_share_unlock(CURL *easy, curl_lock_data data, void *locks) {
  (void)easy;
  pthread_mutex_unlock(&((orb_share_locks *)locks)->of[data]);
}
static inline orb_share_locks *orb_share_locks_make(void) {
  orb_share_locks *locks = malloc(sizeof *locks);
  if (locks) for (int data = 0; data < CURL_LOCK_DATA_LAST; data++) pthread_mutex_init(&locks->of[data], 0);
  return locks;
}
// Names, TLS sessions and, where asked for, cookies, for handles on many threads.
static inline CURLSH *orb_share_of_threads(orb_share_locks *locks, int cookies) {
  CURLSH *share = curl_share_init();
  if (!share) return 0;
  curl_share_setopt(share, CURLSHOPT_LOCKFUNC, orb_share_lock);
  curl_share_setopt(share, CURLSHOPT_UNLOCKFUNC, orb_share_unlock);
  curl_share_setopt(share, CURLSHOPT_USERDATA, locks);
  curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS);
  curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
  if (cookies) curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_COOKIE);
  return share;
}

static inline int orb_open_socket(const struct curl_sockaddr *address) {
  return socket(address->family, address->socktype | 02000000 /* SOCK_CLOEXEC */, address->protocol);
}
// The address goes on behind the member that is declared, as far as its family needs.
static inline const struct sockaddr *orb_socket_address(const struct curl_sockaddr *address) { return &address->addr; }
static inline CURLcode orb_global_init(void) { return curl_global_init(CURL_GLOBAL_DEFAULT); }
