import Synchronization

/// A bounded ring of events, for clients that follow them over HTTP as server-sent events (HTML Living Standard, 9.2). It knows
/// nothing of their meaning. Events are added by any thread.
package final class EventFeed: Sendable {
    /// One event: its name, and its data, which is one line.
    package struct Event: Equatable, Sendable {
        /// Its number in this run, from 1 on.
        package let number: UInt64
        package let name: String
        package let data: String
    }

    /// The place of one client: the number of the next event that it gets.
    struct Cursor: Equatable {
        fileprivate(set) var next: UInt64
        /// Whether events that the client has not got are gone, and it has not been told so yet.
        fileprivate(set) var hasLost = false
    }

    private struct State {
        var events: [Event] = []
        var last: UInt64 = 0
        var listeners: [UInt64: @Sendable () -> Void] = [:]
        var lastListener: UInt64 = 0

        var first: UInt64 { events.first?.number ?? last + 1 }
    }

    /// The name of this run of the program: numbers begin anew with each.
    private let run: String
    private let capacity: Int
    private let state = Mutex(State())

    /// The name of the event that tells a client that some before it are not kept any more.
    static let lost = "lost"

    /// - Parameters:
    ///   - run: letters and digits, another at each start of the program.
    ///   - capacity: how many events are kept.
    package init(run: String, capacity: Int = 256) {
        self.run = run
        self.capacity = capacity
    }

    /// Adds an event, which those who follow get at once.
    /// - Returns: its id.
    @discardableResult
    package func add(_ name: String, _ data: String) -> String {
        let (number, listeners) = state.withLock { state in
            state.last += 1
            state.events.append(Event(number: state.last, name: name, data: Self.line(data)))
            if state.events.count > capacity { state.events.removeFirst(state.events.count - capacity) }
            return (state.last, Array(state.listeners.values))
        }
        for listener in listeners { listener() }
        return id(number)
    }

    /// The id of the latest event; that of none before the first.
    package var latest: String { id(state.withLock(\.last)) }

    /// The place of a client whose last event was `id`. Without an id it gets what comes from now on. With one of another run, or of an
    /// event so old that others after it are gone, it is told so and gets all that is kept.
    func cursor(after id: String?) -> Cursor {
        state.withLock { state in
            guard let id else { return Cursor(next: state.last + 1) }
            guard let number = number(of: id), number <= state.last, number + 1 >= state.first else {
                return Cursor(next: state.first, hasLost: true)
            }
            return Cursor(next: number + 1)
        }
    }

    /// The text of the events from `cursor` on, `most` at most, and moves the cursor behind them; empty if there is none; nil if
    /// events are gone that the client should have got, since it has read too slowly.
    func read(_ cursor: inout Cursor, most: Int = 32) -> String? {
        var text = cursor.hasLost ? "event: \(Self.lost)\ndata: {}\n\n" : ""
        let events = state.withLock { state -> ArraySlice<Event>? in
            guard cursor.hasLost || cursor.next >= state.first else { return nil }
            return state.events.drop { $0.number < cursor.next }.prefix(most)
        }
        guard let events else { return nil }
        for event in events {
            text += "id: \(id(event.number))\nevent: \(event.name)\ndata: \(event.data)\n\n"
            cursor.next = event.number + 1
        }
        cursor.hasLost = false
        return text
    }

    /// Has `listener` called after each event, by the thread that adds it.
    /// - Returns: the listener's number.
    func listen(_ listener: @escaping @Sendable () -> Void) -> UInt64 {
        state.withLock { state in
            state.lastListener += 1
            state.listeners[state.lastListener] = listener
            return state.lastListener
        }
    }

    func ignore(_ listener: UInt64) {
        state.withLock { $0.listeners[listener] = nil }
    }

    private func id(_ number: UInt64) -> String { "\(run)-\(number)" }

    private func number(of id: String) -> UInt64? {
        id.hasPrefix("\(run)-") ? UInt64(id.dropFirst(run.count + 1)) : nil
    }

    /// Data of several lines would need a field for each.
    private static func line(_ data: String) -> String {
        String(decoding: data.utf8.map { $0 == 10 || $0 == 13 ? 32 : $0 }, as: UTF8.self)
    }
}
