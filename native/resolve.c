/*
 * Names: the resolver, the databases, interfaces and error texts. Lists leave as flat bytes (the
 * "answer") that TypeScript takes and decodes; what libc allocated is freed before.
 */
#include <stdlib.h>
#include <string.h>

#include "job.h"
#include "napi_util.h"
#include "os.h"
#include "sockets.h"

struct lookup {
  int family, type, protocol, flags;
  size_t node_size, service_size; /* with their NUL; 0 is a null pointer */
  char text[];                    /* node, then service */
};

/* One entry: family, type, protocol and address length as int32, then the address, padded to 4. */
static void append_entry(struct bs_buffer *out, const struct addrinfo *entry) {
  static const unsigned char padding[4];
  bs_buffer_append_int(out, entry->ai_family);
  bs_buffer_append_int(out, entry->ai_socktype);
  bs_buffer_append_int(out, entry->ai_protocol);
  bs_buffer_append_int(out, (int32_t)entry->ai_addrlen);
  bs_buffer_append(out, entry->ai_addr, entry->ai_addrlen);
  bs_buffer_append(out, padding, (4 - entry->ai_addrlen % 4) % 4);
}

/* The answer: the canonical name (empty when none was given), NUL-ended, then the entries. */
static void look_up(struct bs_job *job) {
  const struct lookup *request = (const void *)job->request;
  const char *node = request->node_size ? request->text : NULL;
  const char *service = request->service_size ? request->text + request->node_size : NULL;
  struct addrinfo hints = {0};
  hints.ai_family = request->family;
  hints.ai_socktype = request->type;
  hints.ai_protocol = request->protocol;
  hints.ai_flags = request->flags;
  struct addrinfo *list = NULL;
  job->detail = getaddrinfo(node, service, &hints, &list);
  if (job->detail != 0) {
#ifdef EAI_SYSTEM
    job->result = job->detail == EAI_SYSTEM ? -errno : -EINVAL;
#else
    job->result = -EINVAL;
#endif
    return;
  }
  const char *canonical = list != NULL ? list->ai_canonname : NULL;
  bs_buffer_append_string(&job->answer, canonical != NULL ? canonical : "");
  for (const struct addrinfo *entry = list; entry != NULL; entry = entry->ai_next) append_entry(&job->answer, entry);
  freeaddrinfo(list);
  job->result = (int)job->answer.length;
}

/* (onThread, node, service, family, type, protocol, flags) */
static napi_value bs_address_info(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  int on_thread = bs_int(&call, 0);
  const char *node = bs_text(&call, 1), *service = bs_text(&call, 2);
  int family = bs_int(&call, 3), type = bs_int(&call, 4), protocol = bs_int(&call, 5), flags = bs_int(&call, 6);
  if (call.failed) return NULL;
  size_t node_size = node != NULL ? strlen(node) + 1 : 0, service_size = service != NULL ? strlen(service) + 1 : 0;
  struct bs_job *job = bs_job_new(look_up, sizeof(struct lookup) + node_size + service_size);
  if (job == NULL) return bs_return(&call, -ENOMEM);
  struct lookup *request = (void *)job->request;
  *request = (struct lookup){family, type, protocol, flags, node_size, service_size};
  if (node != NULL) memcpy(request->text, node, node_size);
  if (service != NULL) memcpy(request->text + node_size, service, service_size);
  return bs_return_call(&call, on_thread ? bs_job_start(call.state, job, true) : bs_job_run(call.state, job));
}

struct reverse_lookup {
  int flags;
  size_t length;
  _Alignas(max_align_t) unsigned char address[BS_ADDRESS_ROOM];
};

/* The answer: host, then service, each NUL-ended. */
static void look_up_name(struct bs_job *job) {
  const struct reverse_lookup *request = (const void *)job->request;
  char host[NI_MAXHOST], service[NI_MAXSERV];
  job->detail = getnameinfo((const struct sockaddr *)request->address, (socklen_t)request->length, host, sizeof host,
                            service, sizeof service, request->flags);
  if (job->detail != 0) {
#ifdef EAI_SYSTEM
    job->result = job->detail == EAI_SYSTEM ? -errno : -EINVAL;
#else
    job->result = -EINVAL;
#endif
    return;
  }
  bs_buffer_append_string(&job->answer, host);
  bs_buffer_append_string(&job->answer, service);
  job->result = (int)job->answer.length;
}

/* (onThread, address, flags) */
static napi_value bs_name_info(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  int on_thread = bs_int(&call, 0);
  struct bs_bytes address = bs_bytes(&call, 1);
  int flags = bs_int(&call, 2);
  if (call.failed) return NULL;
  if (address.length > BS_ADDRESS_ROOM) return bs_return(&call, -EINVAL);
  struct bs_job *job = bs_job_new(look_up_name, sizeof(struct reverse_lookup));
  if (job == NULL) return bs_return(&call, -ENOMEM);
  struct reverse_lookup *request = (void *)job->request;
  request->flags = flags;
  request->length = address.length;
  if (address.length > 0) memcpy(request->address, address.data, address.length);
  return bs_return_call(&call, on_thread ? bs_job_start(call.state, job, true) : bs_job_run(call.state, job));
}

static struct bs_buffer *fresh_answer(struct bs_call *call) {
  bs_buffer_clear(&call->state->answer);
  return &call->state->answer;
}

static napi_value bs_protocol_by_name(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  const char *name = bs_text(&call, 0);
  if (call.failed) return NULL;
  return bs_return_call(&call, name == NULL ? -ENOENT : os_protocol_by_name(name, fresh_answer(&call)));
}

static napi_value bs_protocol_by_number(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  int number = bs_int(&call, 0);
  if (call.failed) return NULL;
  return bs_return_call(&call, os_protocol_by_number(number, fresh_answer(&call)));
}

static napi_value bs_protocols(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  return bs_return_call(&call, os_protocols(fresh_answer(&call)));
}

/* (name, protocol) */
static napi_value bs_service_by_name(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  const char *name = bs_text(&call, 0), *protocol = bs_text(&call, 1);
  if (call.failed) return NULL;
  return bs_return_call(&call, name == NULL ? -ENOENT : os_service_by_name(name, protocol, fresh_answer(&call)));
}

/* (port, protocol) */
static napi_value bs_service_by_port(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  int port = bs_int(&call, 0);
  const char *protocol = bs_text(&call, 1);
  if (call.failed) return NULL;
  return bs_return_call(&call, os_service_by_port(port, protocol, fresh_answer(&call)));
}

static napi_value bs_interfaces(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  return bs_return_call(&call, os_interfaces(fresh_answer(&call)));
}

static napi_value bs_interface_index(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  const char *name = bs_text(&call, 0);
  if (call.failed) return NULL;
  return bs_return_call(&call, name == NULL ? -ENODEV : os_interface_index(name));
}

static napi_value bs_interface_name(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  int index = bs_int(&call, 0);
  if (call.failed) return NULL;
  return bs_return_call(&call, os_interface_name(index, fresh_answer(&call)));
}

static napi_value bs_host_name(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  return bs_return_call(&call, os_host_name(fresh_answer(&call)));
}

static napi_value bs_error_text(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  int number = bs_int(&call, 0);
  if (call.failed) return NULL;
  char scratch[256];
  bs_buffer_append_string(fresh_answer(&call), os_error_text(number, scratch, sizeof scratch));
  return bs_return(&call, 0);
}

static napi_value bs_lookup_error_text(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  int number = bs_int(&call, 0);
  if (call.failed) return NULL;
  char scratch[256];
  bs_buffer_append_string(fresh_answer(&call), os_lookup_error_text(number, scratch, sizeof scratch));
  return bs_return(&call, 0);
}

const struct bs_export bs_resolve_exports[] = {
    {"addressInfo", bs_address_info},
    {"nameInfo", bs_name_info},
    {"protocolByName", bs_protocol_by_name},
    {"protocolByNumber", bs_protocol_by_number},
    {"protocols", bs_protocols},
    {"serviceByName", bs_service_by_name},
    {"serviceByPort", bs_service_by_port},
    {"interfaces", bs_interfaces},
    {"interfaceIndex", bs_interface_index},
    {"interfaceName", bs_interface_name},
    {"hostName", bs_host_name},
    {"errorText", bs_error_text},
    {"lookupErrorText", bs_lookup_error_text},
    {NULL, NULL},
};
