import CLibpq

/// Keeps what a notice can say about the end of the link: the server's last error, which libpq reports as a notice if it reaches an
/// idle connection, and libpq's own complaint about a message that no statement asked for. Such messages are read no further: libpq drops
/// each with a notice of its own, of some two kilobytes.
final class NoticeBox {
    private(set) var farewell: PostgresError?
    private(set) var complaint: PostgresError?
    private let budget: Budget
    /// How many errors have come as notices. An idle connection hears of one, and ends.
    private var errors = 0
    private static let mostErrors = 3

    init(_ budget: Budget) { self.budget = budget }

    func take(_ result: OpaquePointer?) {
        guard let result else { return }
        // A server's notice has a code (PostgreSQL manual, 55.8), libpq's own has none.
        guard let state = PQresultErrorField(result, Int32(UInt8(ascii: "C"))) else {
            return complain(.garbled, String(cString: PQresultErrorMessage(result)))
        }
        if isError(result) { errors += 1 }
        guard errors <= Self.mostErrors else { return complain(.excess, "it sends error after error, unasked") }
        // Class 57 is operator intervention: terminated, shutting down, crashed. Other notices may be many, and are not
        // read.
        guard farewell == nil, state[0] == CChar(bitPattern: UInt8(ascii: "5")),
            state[1] == CChar(bitPattern: UInt8(ascii: "7"))
        else { return }
        farewell = PostgresError(result)
    }

    /// Keeps the first complaint, and ends what is read.
    private func complain(_ misbehaviour: Misbehaviour, _ words: String) {
        complaint = complaint ?? PostgresError(code: .misbehaving(misbehaviour), message: words)
        budget.withdraw()
    }

    /// Whether its severity is ERROR, FATAL or PANIC.
    private func isError(_ result: OpaquePointer) -> Bool {
        let field =
            PQresultErrorField(result, Int32(UInt8(ascii: "V")))
            ?? PQresultErrorField(result, Int32(UInt8(ascii: "S")))
        return field.map { "EFP".utf8.contains(UInt8(bitPattern: $0[0])) } ?? false
    }
}

func receiveNotice(_ argument: UnsafeMutableRawPointer?, _ result: OpaquePointer?) {
    guard let argument else { return }
    Unmanaged<NoticeBox>.fromOpaque(argument).takeUnretainedValue().take(result)
}
