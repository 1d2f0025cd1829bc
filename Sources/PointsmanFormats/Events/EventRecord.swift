/// An event as it was told: with its time and its id.
package struct EventRecord: Equatable, Sendable {
    package let event: StatusEvent
    /// When it happened, as RFC 3339 writes it.
    package let time: String
    package let id: String

    package init(_ event: StatusEvent, time: String, id: String) {
        self.event = event
        self.time = time
        self.id = id
    }

    /// The events without changes that read as the event before.
    static func worthTelling(_ events: some Sequence<EventRecord>) -> [EventRecord] {
        events.reduce(into: []) { told, record in
            if record.event.kind == .change, record.event.sentence == told.last?.event.sentence { return }
            told.append(record)
        }
    }
}
