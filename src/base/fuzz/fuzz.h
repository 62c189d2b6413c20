/*
 * src/base/fuzz/fuzz.h: the one function of a fuzz driver. libFuzzer calls it (fuzz builds), or
 * standalone_driver.c with the files of a corpus (ordinary tests).
 */
#ifndef BASE_FUZZ_FUZZ_H
#define BASE_FUZZ_FUZZ_H

#include "base/base.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

#endif
