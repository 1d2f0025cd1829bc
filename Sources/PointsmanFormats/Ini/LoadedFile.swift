/// What came of reading a file, told by whoever may touch the disk.
package enum LoadedFile: Equatable, Sendable {
    /// Its bytes, and who may do what with it.
    case bytes([UInt8], mode: FileAccess)
    case absent
    case denied
    /// The system's words.
    case failed(String)
}
