import Glibc
import LinuxReactor
import PointsmanFormats

/// The journal's own socket, over which a log line keeps its fields apart from its sentence (systemd's "Native Journal Protocol").
package final class JournalSocket: Sendable {
    private let path: String
    private let descriptor: Descriptor

    /// The journal, if it is what standard error leads to; nil otherwise. systemd names that stream in `JOURNAL_STREAM`.
    package static let ofStandardError: JournalSocket? = {
        var status = stat()
        guard let stream = getenv("JOURNAL_STREAM").map({ String(cString: $0) }), fstat(STDERR_FILENO, &status) == 0,
            stream == "\(status.st_dev):\(status.st_ino)"
        else { return nil }
        return JournalSocket(path: "/run/systemd/journal/socket")
    }()

    /// - Parameter path: where the journal listens.
    package init(path: String) {
        self.path = path
        descriptor = Descriptor(socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0))
    }

    /// Sends a line with its fields, and the message id of what it is about.
    /// - Returns: whether the journal has it; if not, the line belongs on standard error.
    func send(_ line: RepeatedLines.Line, priority: Int) -> Bool {
        var text = Self.field("MESSAGE", line.message) + "PRIORITY=\(priority)\nSYSLOG_IDENTIFIER=pointsman\n"
        for field in line.fields {
            text += Self.field("POINTSMAN_\(field.name.uppercased())", field.value)
            if field.name == "event", let id = MessageID.of(field.value) { text += "MESSAGE_ID=\(id)\n" }
        }
        return send(Array(text.utf8))
    }

    private func send(_ bytes: [UInt8]) -> Bool {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let sent = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(
                    descriptor.number, bytes, bytes.count, Int32(MSG_NOSIGNAL), $0,
                    socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        return sent == bytes.count
    }

    /// A field; none of ours has a line break in its value, which would take another form.
    private static func field(_ name: String, _ value: String) -> String {
        "\(name)=\(String(decoding: value.utf8.map { $0 == 10 ? 32 : $0 }, as: UTF8.self))\n"
    }
}
