import CLibpq

/// Keeps the server's last error: libpq reports an error that reaches an idle connection as a notice.
final class NoticeBox {
    private(set) var farewell: PostgresError?

    func take(_ result: OpaquePointer?) {
        guard let result else { return }
        // Class 57 is operator intervention: terminated, shutting down, crashed. Other notices may be many, and are not
        // read.
        guard farewell == nil, let state = PQresultErrorField(result, Int32(UInt8(ascii: "C"))),
            state[0] == CChar(bitPattern: UInt8(ascii: "5")), state[1] == CChar(bitPattern: UInt8(ascii: "7"))
        else { return }
        farewell = PostgresError(result)
    }
}

func receiveNotice(_ argument: UnsafeMutableRawPointer?, _ result: OpaquePointer?) {
    guard let argument else { return }
    Unmanaged<NoticeBox>.fromOpaque(argument).takeUnretainedValue().take(result)
}
