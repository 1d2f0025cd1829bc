import Glibc
package import LinuxReactor
package import PointsmanFormats

/// A password file for libpq (PostgreSQL manual, 34.16) that has a name only until it is opened: a child gets its
/// descriptor, and the file is gone when the last descriptor is closed, however the programs end.
package final class PasswordFile: Sendable {
    private let descriptor: Descriptor

    /// The descriptor for the child to read.
    package var number: Int32 { descriptor.number }

    /// - Parameter folder: a folder that only our user can read.
    package init(_ password: Secret, in folder: String) throws(SystemError) {
        let path = "\(folder)/passwords"
        // The password must fit into one line.
        guard !password.reveal().utf8.contains(where: { $0 == 10 || $0 == 13 }) else {
            throw SystemError(call: "a password with a line break in it, for pgbench", code: EINVAL)
        }
        try AtomicFile.write(Self.line(password), to: path, mode: 0o600)
        defer { unlink(path) }
        descriptor = try Descriptor.reading(path, links: .refused)
    }

    /// A line for any host, port, database and user.
    package static func line(_ password: Secret) -> String {
        "*:*:*:*:" + password.reveal().map { $0 == ":" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined() + "\n"
    }
}
