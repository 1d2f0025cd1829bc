/// What came of reading a file, told by whoever may touch the disk.
package enum LoadedFile: Equatable, Sendable {
    /// Its bytes, and its permission bits (`0o600`).
    case bytes([UInt8], mode: UInt32)
    case absent
    case denied
    /// The system's words.
    case failed(String)
}
