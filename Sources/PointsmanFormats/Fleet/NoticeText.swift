package import PointsmanCore

/// The text of a fleet notice in NOTIFY's payload, which any session of the database can read, send and repeat:
///
///     pointsman1 SENDER RUN SEQUENCE ISSUED MOVE WORD [ARGUMENT] SIGNATURE
///
/// `RUN` and `MOVE` are 16 hexadecimal digits; `ISSUED` is the primary's clock in microseconds since 1970; the
/// signature is the HMAC-SHA256 of the channel, a line break and the text before the last blank, in 64 hexadecimal
/// digits.
package enum NoticeText {
    /// The most bytes of a payload that is read or written.
    package static let mostBytes = 1_000
    private static let version = "pointsman1"
    private static let signatureCount = 64
    /// The most bytes of a reason; a longer one is cut.
    private static let mostReasonBytes = 400

    /// The text before the signature.
    package static func body(_ notice: FleetNotice, issuedMicroseconds: Int64) -> String {
        let fields = [
            version, name(notice.sender.name), hexadecimal(notice.sender.run), String(notice.sequence),
            String(issuedMicroseconds), hexadecimal(notice.move.number), word(notice.word),
        ]
        return fields.joined(separator: " ")
    }

    /// The text that is signed.
    package static func signed(_ body: String, channel: String) -> String { "\(channel)\n\(body)" }

    /// Splits a payload into its body and its signature; nil if it has another form.
    package static func parts(of payload: String) -> (body: String, signature: String)? {
        guard payload.utf8.count <= mostBytes, payload.hasPrefix(version + " "),
            let blank = payload.utf8.lastIndex(of: UInt8(ascii: " "))
        else { return nil }
        let signature = payload[payload.utf8.index(after: blank)...]
        guard signature.utf8.count == signatureCount else { return nil }
        return (String(payload[..<blank]), String(signature))
    }

    /// Parses a body whose signature was verified; nil if it is of another version.
    package static func read(_ body: String) -> (notice: FleetNotice, issuedMicroseconds: Int64)? {
        let fields = body.split(separator: " ", maxSplits: 7, omittingEmptySubsequences: false).map(String.init)
        guard fields.count >= 7, fields[0] == version, let run = UInt64(fields[2], radix: 16),
            let sequence = UInt64(fields[3]), let issued = Int64(fields[4]), let move = UInt64(fields[5], radix: 16),
            let word = word(fields[6], fields.count > 7 ? fields[7] : "")
        else { return nil }
        let sender = FleetSender(name: fields[1], run: run)
        return (FleetNotice(sender: sender, sequence: sequence, move: MoveID(move), word: word), issued)
    }

    private static func word(_ word: FleetNotice.Word) -> String {
        switch word {
        case .rollCall: "roll-call"
        case .present(let address): "present \(address.map { "\($0)" } ?? "-")"
        case .drain(let span): "drain \(span.wholeMicroseconds)"
        case .keep(let span): "keep \(span.wholeMicroseconds)"
        case .held: "held"
        case .kept: "kept"
        case .failed(let reason): "failed \(cut(printable(reason)))"
        case .cutoverCall(let target): "cutover-call \(identity(target))"
        case .expect(let target): "expect \(identity(target))"
        case .expecting: "expecting"
        case .adopt(let target): "adopt \(identity(target))"
        case .adopted: "adopted"
        case .end(let ending): "end \(ending.rawValue)"
        }
    }

    private static func word(_ word: String, _ argument: String) -> FleetNotice.Word? {
        switch word {
        case "roll-call": .rollCall
        case "present": .present(IPAddress(argument))
        case "drain": span(argument).map { .drain(for: $0) }
        case "keep": span(argument).map { .keep(for: $0) }
        case "held": .held
        case "kept": .kept
        case "failed": .failed(argument)
        case "cutover-call": identity(argument).map { .cutoverCall($0) }
        case "expect": identity(argument).map { .expect($0) }
        case "expecting": .expecting
        case "adopt": identity(argument).map { .adopt($0) }
        case "adopted": .adopted
        case "end": FleetNotice.Ending(rawValue: argument).map { .end($0) }
        default: nil
        }
    }

    /// A run of a server: its system identifier and when it started, both in decimal.
    private static func identity(_ run: ServerIdentity) -> String {
        "\(run.systemIdentifier) \(run.startedMicroseconds)"
    }

    private static func identity(_ text: String) -> ServerIdentity? {
        let fields = text.split(separator: " ", omittingEmptySubsequences: false)
        guard fields.count == 2, let number = UInt64(fields[0]), let started = Int64(fields[1]) else { return nil }
        return ServerIdentity(systemIdentifier: SystemIdentifier(number), startedMicroseconds: started)
    }

    private static func span(_ text: String) -> Duration? {
        guard let microseconds = Int64(text), (0...86_400_000_000).contains(microseconds) else { return nil }
        return .microseconds(microseconds)
    }

    private static func cut(_ text: String) -> String {
        var cut = text
        while cut.utf8.count > mostReasonBytes { cut.removeLast() }
        return cut
    }

    /// A sender's name as one field: letters, digits and a few other characters.
    package static func name(_ text: String) -> String {
        let bytes = text.utf8.prefix(80).map { byte in
            let isPlain =
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                || ".:-_[]".utf8.contains(byte)
            return isPlain ? byte : UInt8(ascii: "_")
        }
        return bytes.isEmpty ? "-" : String(decoding: bytes, as: UTF8.self)
    }

    private static func hexadecimal(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
