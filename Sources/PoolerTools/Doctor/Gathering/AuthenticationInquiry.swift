import Glibc
import LinuxReactor
import PointsmanCore

/// Finds out which method a server asks of a user that logs in: by a start-up message, and the first answer to it
/// (PostgreSQL manual, 55.2.1 and 55.7). No password is sent; libpq does not report the method.
@Reactor
enum AuthenticationInquiry {
    static func ask(
        _ place: MemberID, user: String, database: String, until deadline: ContinuousClock.Instant
    ) async -> Gathered<AuthenticationMethod> {
        let family = place.address.bytes.count == 4 ? AF_INET : AF_INET6
        let number = socket(family, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard number >= 0 else { return .unseen("no socket is to be had") }
        let descriptor = Descriptor(number)
        guard dial(descriptor.number, place) else { return .unseen("\(place) is not reached: \(words(errno))") }
        let waiter = Waiter()
        guard await waiter.wait(on: descriptor.number, for: .writing, until: deadline) == .ready else {
            return .unseen("\(place) does not answer")
        }
        let message = startup(user: user, database: database)
        guard send(descriptor.number, message, message.count, Int32(MSG_NOSIGNAL)) == message.count else {
            return .unseen("\(place) is not reached: \(words(errno))")
        }
        var answer: [UInt8] = []
        while answer.count < 9 || (answer[0] == UInt8(ascii: "E") && answer.count < length(answer) + 1) {
            guard await waiter.wait(on: descriptor.number, for: .reading, until: deadline) == .ready else {
                return .unseen("\(place) does not say whom it lets in")
            }
            var buffer = [UInt8](repeating: 0, count: 2_048)
            let count = recv(descriptor.number, &buffer, buffer.count, 0)
            guard count > 0, answer.count < 8_192 else { break }
            answer += buffer.prefix(count)
        }
        return meaning(of: answer, from: place)
    }

    private static func dial(_ descriptor: Int32, _ place: MemberID) -> Bool {
        let bytes = place.address.bytes
        if bytes.count == 4 {
            var name = sockaddr_in()
            name.sin_family = sa_family_t(AF_INET)
            name.sin_port = place.port.bigEndian
            withUnsafeMutableBytes(of: &name.sin_addr) { $0.copyBytes(from: bytes) }
            return begin(descriptor, &name)
        }
        var name = sockaddr_in6()
        name.sin6_family = sa_family_t(AF_INET6)
        name.sin6_port = place.port.bigEndian
        withUnsafeMutableBytes(of: &name.sin6_addr) { $0.copyBytes(from: bytes) }
        return begin(descriptor, &name)
    }

    private static func begin<Name>(_ descriptor: Int32, _ name: inout Name) -> Bool {
        let length = socklen_t(MemoryLayout<Name>.size)
        let status = withUnsafeBytes(of: &name) { bytes in
            connect(descriptor, bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self), length)
        }
        return status == 0 || errno == EINPROGRESS
    }

    static func startup(user: String, database: String) -> [UInt8] {
        var body: [UInt8] = [0, 3, 0, 0]
        for text in ["user", user, "database", database] { body += Array(text.utf8) + [0] }
        body.append(0)
        return bigEndian(Int32(body.count + 4)) + body
    }

    static func meaning(of answer: [UInt8], from place: MemberID) -> Gathered<AuthenticationMethod> {
        guard answer.count >= 9 else { return .unseen("\(place) hung up") }
        switch answer[0] {
        case UInt8(ascii: "R"): return .seen(AuthenticationMethod(code: number(answer[5..<9])))
        case UInt8(ascii: "E"):
            let fields = answer.dropFirst(5).split(separator: 0)
            let message = fields.first { $0.first == UInt8(ascii: "M") }.map {
                String(decoding: $0.dropFirst(), as: UTF8.self)
            }
            return .unseen("\(place) says, without TLS: \(message ?? "an error")")
        default: return .unseen("\(place) does not speak PostgreSQL's protocol")
        }
    }

    private static func length(_ answer: [UInt8]) -> Int { Int(number(answer[1..<5])) }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int32 {
        bytes.reduce(Int32(0)) { $0 << 8 | Int32($1) }
    }

    private static func bigEndian(_ number: Int32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }

    private static func words(_ code: Int32) -> String { String(cString: strerror(code)) }
}
