/* Finds the host's Node-API functions. napi_host.h says why. */
#ifdef _WIN32
#include "napi_host.h"

#include <string.h>

#include "os.h"
#include "win32.h"

struct bs_napi bs_napi;

/* A host that lacks one of them cannot run us, and its loader says so. */
BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, LPVOID reserved) {
  static const char *const names[] = {BERKELEY_NAPI_NAMES};
  _Static_assert(sizeof names / sizeof *names == sizeof bs_napi / sizeof(void *), "a name for each function");
  (void)instance, (void)reserved;
  if (reason != DLL_PROCESS_ATTACH) return TRUE;
  for (size_t index = 0; index < sizeof names / sizeof *names; index++) {
    void *function = os_symbol(names[index]);
    if (function == NULL) return FALSE;
    memcpy((unsigned char *)&bs_napi + index * sizeof function, &function, sizeof function);
  }
  return TRUE;
}
#endif
