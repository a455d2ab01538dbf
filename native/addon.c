/*
 * The module: what an environment gets when it loads the add-on, and what it gives back when it ends.
 * TypeScript sees {functions…, constants, layout, frame}; the tables are built once, here.
 */
#include <stdlib.h>
#include <string.h>

#include "job.h"
#include "loop.h"
#include "napi_util.h"
#include "os.h"
#include "reactor.h"

/* Runs when the environment ends, before a worker's thread does. Not at process.exit() on the main
 * thread, where the kernel closes everything. */
static void end_environment(void *data) {
  struct bs_state *state = data;
  bs_reactors_destroy(state);
  bs_loops_destroy(state);
  bs_jobs_abandon(state);
  bs_descriptors_close_all(&state->owned);
  bs_descriptors_free(&state->guarded);
  bs_buffer_free(&state->answer);
  free(state);
}

static bool export_functions(napi_env env, napi_value exports, struct bs_state *state, const struct bs_export *list) {
  for (; list->name != NULL; list++) {
    napi_value function;
    if (napi_create_function(env, list->name, NAPI_AUTO_LENGTH, list->function, state, &function) != napi_ok ||
        napi_set_named_property(env, exports, list->name, function) != napi_ok)
      return false;
  }
  return true;
}

static bool set_number(napi_env env, napi_value object, const char *name, double number) {
  napi_value value;
  return napi_create_double(env, number, &value) == napi_ok &&
         napi_set_named_property(env, object, name, value) == napi_ok;
}

static bool export_constants(napi_env env, napi_value exports) {
  napi_value table;
  if (napi_create_object(env, &table) != napi_ok) return false;
  const int32_t *value = bs_constant_values;
  for (const char *name = bs_constant_names; *name != '\0'; name += strlen(name) + 1)
    if (!set_number(env, table, name, *value++)) return false;
  return napi_set_named_property(env, exports, "constants", table) == napi_ok;
}

/* {"sockaddr_in.sin_port": {offset, width}, …} */
static bool export_layout(napi_env env, napi_value exports) {
  napi_value table;
  if (napi_create_object(env, &table) != napi_ok) return false;
  for (const struct bs_field *field = bs_layout; field->name != NULL; field++) {
    napi_value place;
    if (napi_create_object(env, &place) != napi_ok || !set_number(env, place, "offset", field->offset) ||
        !set_number(env, place, "width", field->width) ||
        napi_set_named_property(env, table, field->name, place) != napi_ok)
      return false;
  }
  return napi_set_named_property(env, exports, "layout", table) == napi_ok;
}

static bool export_frame(napi_env env, napi_value exports, struct bs_state *state) {
  napi_value array;
  void *data;
  if (napi_create_arraybuffer(env, sizeof(struct bs_frame), &data, &array) != napi_ok ||
      napi_create_reference(env, array, 1, &state->frame_array) != napi_ok)
    return false;
  memset(data, 0, sizeof(struct bs_frame));
  state->frame = data;
  return napi_set_named_property(env, exports, "frame", array) == napi_ok;
}

/* Tells the collector of the memory the kernel holds for a socket, in bytes, up or down: otherwise a
 * leaking program meets EMFILE before its first collection. */
static napi_value adjust_memory(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  int change = bs_int(&call, 0);
  if (call.failed) return NULL;
  int64_t total;
  napi_adjust_external_memory(env, change, &total);
  return NULL;
}

static const struct bs_export module_exports[] = {{"adjustMemory", adjust_memory}, {NULL, NULL}};

NAPI_MODULE_INIT() {
  struct bs_state *state = calloc(1, sizeof *state);
  if (state == NULL) {
    napi_throw_error(env, "ENOMEM", "berkeley-sockets: out of memory");
    return NULL;
  }
  /* The hook owns the state from here on, so nothing below may free it. */
  if (napi_add_env_cleanup_hook(env, end_environment, state) != napi_ok) {
    free(state);
    napi_throw_error(env, NULL, "berkeley-sockets: no clean-up hook");
    return NULL;
  }
  const struct bs_export *const topics[] = {
      module_exports,    bs_socket_exports,  bs_transfer_exports, bs_file_exports,
      bs_option_exports, bs_resolve_exports, bs_wait_exports,     bs_job_exports,
      bs_loop_exports,   bs_message_exports, bs_datagram_exports, bs_reactor_exports,
  };
  os_begin();
  bool ok = export_frame(env, exports, state) && export_constants(env, exports) && export_layout(env, exports);
  for (size_t topic = 0; ok && topic < sizeof topics / sizeof *topics; topic++)
    ok = export_functions(env, exports, state, topics[topic]);
  if (!ok) {
    napi_throw_error(env, NULL, "berkeley-sockets: cannot build the export table");
    return NULL;
  }
  return exports;
}
