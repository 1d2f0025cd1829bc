import CLibpq

/// Keeps the server's farewell: an error that reaches an idle connection comes to libpq as a notice.
final class NoticeBox {
    private(set) var farewell: PostgresError?

    func take(_ result: OpaquePointer?) {
        guard let result else { return }
        let error = PostgresError(result)
        // Class 57 is operator intervention: terminated, shutting down, crashed.
        if error.sqlState?.hasPrefix("57") == true { farewell = error }
    }
}

func receiveNotice(_ argument: UnsafeMutableRawPointer?, _ result: OpaquePointer?) {
    guard let argument else { return }
    Unmanaged<NoticeBox>.fromOpaque(argument).takeUnretainedValue().take(result)
}
