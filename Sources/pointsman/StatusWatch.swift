import Glibc
import StatusServer

/// `pointsman status --watch`: the page in a terminal. It follows the agent's events, and looks again at each one; an agent that has
/// none to follow is asked every quarter of a second. Each look replaces the one before; without a terminal they follow each other.
struct StatusWatch {
    private let agent: AgentSocket
    private let isTerminal = isatty(STDOUT_FILENO) == 1

    private static let path = "/v1/status?format=watch"

    init(_ agent: AgentSocket) {
        self.agent = agent
    }

    /// Runs until a signal ends it. An agent that does not answer any more is waited for; the first look must succeed.
    func run() async throws {
        var last = try await agent.get(Self.path).text
        if isTerminal { write("\u{1B}[2J") }
        show(last)
        let client = HTTPClient(.control(path: try agent.path()), on: HTTPThread())
        let bell = WatchBell(client)
        await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await bell.follow() }
            group.addTask { try await bell.tick() }
            for await _ in bell.rings {
                let answer = try? await client.get(Self.path, until: .now + .seconds(agent.timeout ?? 5))
                let text = answer?.text ?? Self.silence + rest(last)
                if isTerminal || text != last { show(text) }
                last = text
            }
            group.cancelAll()
        }
    }

    private static let silence = "NO ANSWER from the agent; before:\n\n"

    private func rest(_ text: String) -> String {
        text.hasPrefix(Self.silence) ? String(text.dropFirst(Self.silence.count)) : text
    }

    private func show(_ text: String) {
        guard isTerminal else { return write(text + "\n") }
        let size = TerminalSize.of(STDOUT_FILENO)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).prefix(size.lines - 1)
        let cut = lines.enumerated().map { index, line in
            (index == 0 ? Self.headline(line.prefix(size.columns)) : String(line.prefix(size.columns))) + "\u{1B}[K\n"
        }
        write("\u{1B}[H" + cut.joined() + "\u{1B}[J")
    }

    /// The first line in the colour of what it says, unless the user wants none (no-color.org).
    private static func headline(_ line: Substring) -> String {
        guard getenv("NO_COLOR") == nil else { return String(line) }
        let colour = line.hasPrefix("READY, degraded") ? 33 : line.hasPrefix("READY") ? 32 : 31
        return "\u{1B}[1;\(colour)m\(line)\u{1B}[0m"
    }

    private func write(_ text: String) {
        text.withCString { _ = Glibc.write(STDOUT_FILENO, $0, strlen($0)) }
    }
}

/// The size of a terminal.
enum TerminalSize {
    /// 80 columns and 24 lines if it is no terminal.
    static func of(_ descriptor: Int32) -> (columns: Int, lines: Int) {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 1 else { return (80, 24) }
        return (Int(size.ws_col), Int(size.ws_row))
    }
}
