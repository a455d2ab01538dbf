/* Generated from the calls in native/ by scripts/generate.mjs: see napi_host.h. */
/* clang-format off */
#ifndef BERKELEY_NAPI_FUNCTIONS_H
#define BERKELEY_NAPI_FUNCTIONS_H

struct bs_napi {
  __typeof__(&napi_add_async_cleanup_hook) add_async_cleanup_hook;
  __typeof__(&napi_add_env_cleanup_hook) add_env_cleanup_hook;
  __typeof__(&napi_adjust_external_memory) adjust_external_memory;
  __typeof__(&napi_async_destroy) async_destroy;
  __typeof__(&napi_async_init) async_init;
  __typeof__(&napi_call_function) call_function;
  __typeof__(&napi_call_threadsafe_function) call_threadsafe_function;
  __typeof__(&napi_close_callback_scope) close_callback_scope;
  __typeof__(&napi_close_handle_scope) close_handle_scope;
  __typeof__(&napi_create_arraybuffer) create_arraybuffer;
  __typeof__(&napi_create_double) create_double;
  __typeof__(&napi_create_function) create_function;
  __typeof__(&napi_create_int32) create_int32;
  __typeof__(&napi_create_int64) create_int64;
  __typeof__(&napi_create_object) create_object;
  __typeof__(&napi_create_reference) create_reference;
  __typeof__(&napi_create_string_utf8) create_string_utf8;
  __typeof__(&napi_create_threadsafe_function) create_threadsafe_function;
  __typeof__(&napi_delete_reference) delete_reference;
  __typeof__(&napi_get_array_length) get_array_length;
  __typeof__(&napi_get_cb_info) get_cb_info;
  __typeof__(&napi_get_element) get_element;
  __typeof__(&napi_get_global) get_global;
  __typeof__(&napi_get_reference_value) get_reference_value;
  __typeof__(&napi_get_typedarray_info) get_typedarray_info;
  __typeof__(&napi_get_undefined) get_undefined;
  __typeof__(&napi_get_value_double) get_value_double;
  __typeof__(&napi_get_value_int32) get_value_int32;
  __typeof__(&napi_is_array) is_array;
  __typeof__(&napi_open_callback_scope) open_callback_scope;
  __typeof__(&napi_open_handle_scope) open_handle_scope;
  __typeof__(&napi_ref_threadsafe_function) ref_threadsafe_function;
  __typeof__(&napi_release_threadsafe_function) release_threadsafe_function;
  __typeof__(&napi_remove_async_cleanup_hook) remove_async_cleanup_hook;
  __typeof__(&napi_remove_env_cleanup_hook) remove_env_cleanup_hook;
  __typeof__(&napi_set_named_property) set_named_property;
  __typeof__(&napi_throw_error) throw_error;
  __typeof__(&napi_throw_range_error) throw_range_error;
  __typeof__(&napi_throw_type_error) throw_type_error;
  __typeof__(&napi_typeof) typeof;
  __typeof__(&napi_unref_threadsafe_function) unref_threadsafe_function;
};

#define BERKELEY_NAPI_NAMES \
  "napi_add_async_cleanup_hook", \
  "napi_add_env_cleanup_hook", \
  "napi_adjust_external_memory", \
  "napi_async_destroy", \
  "napi_async_init", \
  "napi_call_function", \
  "napi_call_threadsafe_function", \
  "napi_close_callback_scope", \
  "napi_close_handle_scope", \
  "napi_create_arraybuffer", \
  "napi_create_double", \
  "napi_create_function", \
  "napi_create_int32", \
  "napi_create_int64", \
  "napi_create_object", \
  "napi_create_reference", \
  "napi_create_string_utf8", \
  "napi_create_threadsafe_function", \
  "napi_delete_reference", \
  "napi_get_array_length", \
  "napi_get_cb_info", \
  "napi_get_element", \
  "napi_get_global", \
  "napi_get_reference_value", \
  "napi_get_typedarray_info", \
  "napi_get_undefined", \
  "napi_get_value_double", \
  "napi_get_value_int32", \
  "napi_is_array", \
  "napi_open_callback_scope", \
  "napi_open_handle_scope", \
  "napi_ref_threadsafe_function", \
  "napi_release_threadsafe_function", \
  "napi_remove_async_cleanup_hook", \
  "napi_remove_env_cleanup_hook", \
  "napi_set_named_property", \
  "napi_throw_error", \
  "napi_throw_range_error", \
  "napi_throw_type_error", \
  "napi_typeof", \
  "napi_unref_threadsafe_function",

#define napi_add_async_cleanup_hook (bs_napi.add_async_cleanup_hook)
#define napi_add_env_cleanup_hook (bs_napi.add_env_cleanup_hook)
#define napi_adjust_external_memory (bs_napi.adjust_external_memory)
#define napi_async_destroy (bs_napi.async_destroy)
#define napi_async_init (bs_napi.async_init)
#define napi_call_function (bs_napi.call_function)
#define napi_call_threadsafe_function (bs_napi.call_threadsafe_function)
#define napi_close_callback_scope (bs_napi.close_callback_scope)
#define napi_close_handle_scope (bs_napi.close_handle_scope)
#define napi_create_arraybuffer (bs_napi.create_arraybuffer)
#define napi_create_double (bs_napi.create_double)
#define napi_create_function (bs_napi.create_function)
#define napi_create_int32 (bs_napi.create_int32)
#define napi_create_int64 (bs_napi.create_int64)
#define napi_create_object (bs_napi.create_object)
#define napi_create_reference (bs_napi.create_reference)
#define napi_create_string_utf8 (bs_napi.create_string_utf8)
#define napi_create_threadsafe_function (bs_napi.create_threadsafe_function)
#define napi_delete_reference (bs_napi.delete_reference)
#define napi_get_array_length (bs_napi.get_array_length)
#define napi_get_cb_info (bs_napi.get_cb_info)
#define napi_get_element (bs_napi.get_element)
#define napi_get_global (bs_napi.get_global)
#define napi_get_reference_value (bs_napi.get_reference_value)
#define napi_get_typedarray_info (bs_napi.get_typedarray_info)
#define napi_get_undefined (bs_napi.get_undefined)
#define napi_get_value_double (bs_napi.get_value_double)
#define napi_get_value_int32 (bs_napi.get_value_int32)
#define napi_is_array (bs_napi.is_array)
#define napi_open_callback_scope (bs_napi.open_callback_scope)
#define napi_open_handle_scope (bs_napi.open_handle_scope)
#define napi_ref_threadsafe_function (bs_napi.ref_threadsafe_function)
#define napi_release_threadsafe_function (bs_napi.release_threadsafe_function)
#define napi_remove_async_cleanup_hook (bs_napi.remove_async_cleanup_hook)
#define napi_remove_env_cleanup_hook (bs_napi.remove_env_cleanup_hook)
#define napi_set_named_property (bs_napi.set_named_property)
#define napi_throw_error (bs_napi.throw_error)
#define napi_throw_range_error (bs_napi.throw_range_error)
#define napi_throw_type_error (bs_napi.throw_type_error)
#define napi_typeof (bs_napi.typeof)
#define napi_unref_threadsafe_function (bs_napi.unref_threadsafe_function)

#endif
