// Ends as the program does while other threads compute the answers to logins' challenges.
import CCrypto
import Glibc
import PostgresClient

/// Computes without end.
func compute(_: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    let salt = [UInt8](repeating: 0, count: 16)
    var key = [UInt8](repeating: 0, count: 32)
    while true { _ = PKCS5_PBKDF2_HMAC("secret", 6, salt, 16, 1_000, EVP_sha256(), 32, &key) }
}

LibraryCleanup.leaveOut()
for _ in 0..<4 {
    var thread = pthread_t()
    pthread_create(&thread, nil, compute, nil)
}
usleep(20_000)
exit(0)
