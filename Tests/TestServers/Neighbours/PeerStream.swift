import Glibc
package import LinuxReactor

/// The neighbour's end of one TCP connection. It never blocks; each call ends early, with false or nil, where the other side
/// has gone or the task is cancelled.
@Reactor
package final class PeerStream {
    private let descriptor: Descriptor
    /// The same socket, so that one task may wait to read and another one to write: epoll takes a descriptor once only.
    private let outlet: Descriptor
    private let reading = Waiter()
    private let writing = Waiter()
    private var pending: [UInt8] = []
    /// Set where another task reads it, so that ``ignore()`` leaves that alone.
    var isReadElsewhere = false
    /// Set where it belongs to a misdeed, so that nothing else is said on it.
    var isTaken = false

    init(_ number: Int32) {
        descriptor = Descriptor(number)
        outlet = Descriptor(fcntl(number, F_DUPFD_CLOEXEC, 0))
    }

    /// A connection of our own to a port of 127.0.0.1; nil where none is taken there.
    convenience init?(to port: UInt16) {
        let number = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard number >= 0 else { return nil }
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        // Over the loopback interface it is there, or refused, at once.
        let status = withUnsafeBytes(of: name) { bytes in
            connect(number, bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
        }
        guard status == 0 else {
            close(number)
            return nil
        }
        _ = fcntl(number, F_SETFL, O_NONBLOCK)
        self.init(number)
    }

    /// The next `count` bytes.
    func take(_ count: Int) async -> [UInt8]? {
        while pending.count < count {
            guard await receive() else { return nil }
        }
        defer { pending.removeFirst(count) }
        return Array(pending.prefix(count))
    }

    /// All bytes up to `mark`, and that.
    func take(through mark: [UInt8]) async -> [UInt8]? {
        while true {
            if let place = pending.firstRange(of: mark) { return await take(place.upperBound) }
            guard await receive() else { return nil }
        }
    }

    /// What has come, at least a byte.
    package func takeSome() async -> [UInt8]? {
        if pending.isEmpty { guard await receive() else { return nil } }
        defer { pending = [] }
        return pending
    }

    /// Throws away what comes until the other side ends it.
    package func ignore() async {
        while isReadElsewhere, !isGone, !Task.isCancelled { await Reactor.sleep(until: .now + .milliseconds(50)) }
        pending = []
        while await receive() { pending = [] }
    }

    /// Whether nothing has ended it for `span`.
    func lasts(_ span: Duration) async -> Bool {
        let limit = ContinuousClock.now + span
        if isReadElsewhere { await Reactor.sleep(until: limit) }
        while !isReadElsewhere, await receive(until: limit) { pending = [] }
        return !isGone && !Task.isCancelled
    }

    private(set) var isGone = false

    /// False where not all of it could be sent.
    package func send(_ bytes: [UInt8]) async -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(descriptor.number, $0.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count > 0 {
                sent += count
            } else {
                guard errno == EAGAIN,
                    await writing.wait(on: outlet.number, for: .writing) == .ready
                else {
                    isGone = true
                    return false
                }
            }
        }
        return true
    }

    /// Sends `bytes` again and again until the other side ends it, in turns with whatever else waits for the reactor.
    func flood(_ bytes: [UInt8]) async {
        let block = Array(repeatElement(bytes, count: max(1, 65_536 / max(1, bytes.count))).joined())
        while !Task.isCancelled, await send(block) { await Task.yield() }
    }

    /// Nothing more will be sent.
    package func finish() {
        shutdown(descriptor.number, Int32(SHUT_WR))
    }

    /// Ends it by RST; what waits on it wakes.
    func reset() {
        isGone = true
        // connect(2) to no address at all breaks the connection off, while others hold the descriptor still.
        var nowhere = sockaddr()
        nowhere.sa_family = sa_family_t(AF_UNSPEC)
        connect(descriptor.number, &nowhere, socklen_t(MemoryLayout<sockaddr>.size))
    }

    private func receive(until limit: ContinuousClock.Instant? = nil) async -> Bool {
        guard !isGone, await reading.wait(on: descriptor.number, for: .reading, until: limit) == .ready else {
            return false
        }
        var buffer = [UInt8](repeating: 0, count: 16_384)
        let count = recv(descriptor.number, &buffer, buffer.count, 0)
        if count < 0, errno == EAGAIN { return await receive(until: limit) }
        guard count > 0 else {
            isGone = true
            return false
        }
        pending += buffer.prefix(count)
        return true
    }
}
