/*
 * Node-API, wherever it comes from.
 *
 * An add-on for Windows names the program that it expects its functions in, and does not load into one of another name:
 * Electron, Bun, Deno, a renamed node.exe. So there each function is looked up by name in the program that runs us,
 * when the add-on is loaded, and called through a table. The table is the same for all environments of a process, and
 * does not change.
 */
#ifndef BERKELEY_NAPI_HOST_H
#define BERKELEY_NAPI_HOST_H

#include <node_api.h>

#ifdef _WIN32
#include "napi_functions.generated.h"
extern struct bs_napi bs_napi;
#endif

#endif
