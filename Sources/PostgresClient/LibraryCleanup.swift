import CCrypto

/// The end of the process, as OpenSSL sees it.
package enum LibraryCleanup {
    /// Has OpenSSL leave what it holds to the end of the process. Otherwise it takes it down in exit(3), also while a login that was
    /// given up still computes on a thread of its own: the process then ends with a segmentation fault. Called before the first login.
    package static func leaveOut() { OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_ATEXIT), nil) }
}
