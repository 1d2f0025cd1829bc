import Glibc
import LinuxReactor

/// One console connection that passes through the proxy.
@Reactor
final class ConsoleLink {
    private let client: Descriptor
    private let server: Descriptor
    private let counter: CrashCounter
    /// The command that has no answer yet.
    private var command: String?

    init(client: Int32, server: Int32, counter: CrashCounter) {
        self.client = Descriptor(client)
        self.server = Descriptor(server)
        self.counter = counter
    }

    /// Runs until both ends have said all.
    func run() async {
        let commands = Reactor.task {
            var messages = WireMessages(isClient: true)
            await self.carry(from: self.client.number, to: self.server.number) { bytes in
                messages.take(bytes).forEach(self.send)
            }
        }
        var messages = WireMessages(isClient: false)
        await carry(from: server.number, to: client.number) { bytes in
            messages.take(bytes).forEach(self.answer)
        }
        await commands.value
    }

    /// Ends it from outside.
    func cut() {
        shutdown(client.number, Int32(SHUT_RDWR))
        shutdown(server.number, Int32(SHUT_RDWR))
    }

    private func send(_ message: WireMessages.Message) {
        guard let text = message.query else { return Self.write(message.bytes, to: server.number) }
        // The agent's canary takes the same way to the app's database.
        let query = text.hasPrefix("select 1;") ? "canary" : text
        command = query
        if counter.reach("\(query): before it reaches PgBouncer") { return }
        Self.write(message.bytes, to: server.number)
        counter.reach("\(query): has reached PgBouncer")
    }

    private func answer(_ message: WireMessages.Message) {
        // ReadyForQuery ends an answer.
        if message.type == UInt8(ascii: "Z"), let command {
            self.command = nil
            if counter.reach("\(command): answered, unseen") { return }
        }
        Self.write(message.bytes, to: client.number)
    }

    private func carry(from source: Int32, to sink: Int32, _ take: (ArraySlice<UInt8>) -> Void) async {
        let waiter = Waiter()
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while await waiter.wait(on: source, for: .reading) == .ready {
            let count = recv(source, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            if count < 0, errno == EAGAIN { continue }
            guard count > 0 else { break }
            take(buffer[..<count])
        }
        shutdown(sink, Int32(SHUT_WR))
    }

    /// What is said here fits into any socket's buffer.
    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }
}
