import CLinux

/// The purpose of a wait on a descriptor.
package enum Interest: Sendable {
    /// For bytes to read, end of file or an error.
    case reading
    /// For room to write, or an error.
    case writing
    /// For either of the two.
    case both

    /// The bits of CLinux for it.
    var bits: Int32 {
        switch self {
        case .reading: Int32(clinux_readable)
        case .writing: Int32(clinux_writable)
        case .both: Int32(clinux_readable | clinux_writable)
        }
    }
}
