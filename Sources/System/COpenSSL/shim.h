// The block functions of SHA-256 are marked deprecated in favour of EVP, whose contexts cost an
// allocation for each hash; they stay part of every 3.x release.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/sha.h>
