import CLinux

/// What a wait on a descriptor is for.
package enum Interest: Sendable {
    /// Bytes to read, end of file or an error.
    case reading
    /// Room to write, or an error.
    case writing
    /// Either of the two.
    case both

    /// As CLinux writes it.
    var bits: Int32 {
        switch self {
        case .reading: Int32(clinux_readable)
        case .writing: Int32(clinux_writable)
        case .both: Int32(clinux_readable | clinux_writable)
        }
    }
}
