import Glibc
package import LinuxReactor
package import PointsmanFormats

/// A password file of libpq's (PostgreSQL manual, 34.16) that has a name for no longer than it takes to open it: a child
/// gets its descriptor, and it is gone when the last one is closed, however anybody ends.
package final class PasswordFile: Sendable {
    private let descriptor: Descriptor

    /// What the child reads, as a descriptor of its own.
    package var number: Int32 { descriptor.number }

    /// - Parameter folder: ours alone.
    package init(_ password: Secret, in folder: String) throws(SystemError) {
        let path = "\(folder)/passwords"
        // It goes into a line of its own.
        guard !password.reveal().utf8.contains(where: { $0 == 10 || $0 == 13 }) else {
            throw SystemError(call: "a password with a line break in it, for pgbench", code: EINVAL)
        }
        try AtomicFile.write(Self.line(password), to: path, mode: 0o600)
        defer { unlink(path) }
        descriptor = try Descriptor.reading(path, links: .refused)
    }

    /// For any host, port, database and user.
    package static func line(_ password: Secret) -> String {
        "*:*:*:*:" + password.reveal().map { $0 == ":" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined() + "\n"
    }
}
