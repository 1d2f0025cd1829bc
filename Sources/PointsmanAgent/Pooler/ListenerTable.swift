import Glibc
import LinuxReactor
import PointsmanConfiguration
import PointsmanCore

/// The listening TCP sockets of this machine (proc_net_tcp(5)), as far as this network namespace shows them.
struct ListenerTable {
    /// The number of sockets that listen at each place.
    private var sockets: [ListenAddress: Int] = [:]

    /// Reads them; nil if /proc/net can't be read.
    static func read() -> ListenerTable? {
        var table = ListenerTable()
        var isReadable = false
        for file in ["/proc/net/tcp", "/proc/net/tcp6"] {
            guard let text = listening(in: file) else { continue }
            isReadable = true
            table.take(text)
        }
        return isReadable ? table : nil
    }

    /// - Parameter text: the text of the two files.
    init(_ text: String = "") { take(text) }

    /// A place at `port` where more than `known` sockets listen, which takes SO_REUSEPORT; nil if there is none.
    func shared(at port: UInt16, besides known: Int = 1) -> ListenAddress? {
        sockets.filter { $0.key.port == port && $0.value > known }.keys.min { $0.description < $1.description }
    }

    private mutating func take(_ text: String) {
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: " ", omittingEmptySubsequences: true)
            // The fields are sl, local_address, rem_address, st; 0A is TCP_LISTEN.
            guard fields.count > 3, fields[3] == "0A", let place = Self.place(fields[1]) else { continue }
            sockets[place, default: 0] += 1
        }
    }

    /// Parses a place. The file prints the address as 32-bit words in the machine's byte order.
    private static func place(_ text: Substring) -> ListenAddress? {
        let halves = text.split(separator: ":")
        guard halves.count == 2, let port = UInt16(halves[1], radix: 16) else { return nil }
        let digits = Array(halves[0])
        let words = stride(from: 0, to: digits.count, by: 8).compactMap { start in
            UInt32(String(digits[start..<min(start + 8, digits.count)]), radix: 16)
        }.map { UInt32(bigEndian: $0) }
        switch words.count {
        case 1: return ListenAddress(address: .v4(words[0]), port: port)
        case 4:
            let (high, low) = (UInt64(words[0]) << 32 | UInt64(words[1]), UInt64(words[2]) << 32 | UInt64(words[3]))
            return ListenAddress(address: .v6(high: high, low: low), port: port)
        default: return nil
        }
    }

    /// The part of the file that lists listening sockets: they come first, and the kernel makes the rest only as it is
    /// read.
    private static func listening(in file: String) -> String? {
        guard let descriptor = try? Descriptor.reading(file, links: .followed) else { return nil }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = Glibc.read(descriptor.number, &chunk, chunk.count)
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += chunk.prefix(count)
            let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").dropFirst().dropLast()
            let isPast = lines.last.map { line in
                let fields = line.split(separator: " ", omittingEmptySubsequences: true)
                return fields.count > 3 && fields[3] != "0A"
            }
            if isPast == true { return String(decoding: bytes, as: UTF8.self) }
        }
    }
}
