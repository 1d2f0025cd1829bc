import CAres

/// The target of c-ares' callback.
final class PendingAnswer {
    private(set) var status: Int32?
    private(set) var bytes: [UInt8] = []

    func take(_ status: Int32, _ answer: UnsafeBufferPointer<UInt8>) {
        self.status = status
        bytes = Array(answer)
    }
}

/// An `ares_callback`.
func receiveAnswer(
    _ argument: UnsafeMutableRawPointer?, _ status: Int32, _ timeouts: Int32, _ answer: UnsafeMutablePointer<UInt8>?,
    _ count: Int32
) {
    guard let argument else { return }
    let bytes = UnsafeBufferPointer(start: answer.map { UnsafePointer($0) }, count: answer == nil ? 0 : Int(count))
    Unmanaged<PendingAnswer>.fromOpaque(argument).takeUnretainedValue().take(status, bytes)
}
