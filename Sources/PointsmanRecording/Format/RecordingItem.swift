package import PointsmanCore

/// One entry of a recording.
package enum RecordingItem: Equatable, Sendable {
    case header(RecordingHeader)
    /// The conductor's state at this moment, and the time since 1970 then.
    case state(RecordedState)
    /// The machine's clock was set: the time since 1970 at this moment.
    case clock(wallMicroseconds: Int64, at: Instant)
    /// So many steps are missing; a state follows.
    case gap(Int)
    case step(RecordedStep)
}

/// A conductor's state, from which a replay can begin.
package struct RecordedState: Equatable, Sendable {
    package let moment: Instant
    package let wallMicroseconds: Int64
    let value: RecordedValue
    /// Its line in the file.
    let line: Int

    package func decoded() throws(RecordingError) -> Conductor.State {
        do {
            return try RecordedDecoder.decode(Conductor.State.self, from: value)
        } catch {
            let sentence = (error as? DecodingError)?.sentence ?? "\(error)"
            throw RecordingError(
                line: line, "the conductor's state is of another build, which alone can replay it (\(sentence))")
        }
    }
}

/// One event with the directives that came of it.
package struct RecordedStep: Equatable, Sendable {
    package let moment: Instant
    package let event: RecordedValue
    package let directives: [RecordedValue]
    /// Its line in the file.
    package let line: Int

    /// The event as far as an incident is told by it; another one stands for those that tell nothing, whose decoding takes most of the
    /// time of a long recording.
    func tellingEvent() throws(RecordingError) -> Event {
        switch event.name {
        case "inspected", "peer", "fleet", "opinion", "policy", "commitsSeen", "roomTried": .askedByPeer
        default: try decodedEvent()
        }
    }

    /// The directives that tell of an incident.
    func tellingDirectives() throws(RecordingError) -> [Directive] {
        var read: [Directive] = []
        for directive in directives where directive.name == "perform" || directive.name == "record" {
            read.append(try decoded(Directive.self, directive))
        }
        return read
    }

    package func decodedEvent() throws(RecordingError) -> Event { try decoded(Event.self, event) }

    package func decodedDirectives() throws(RecordingError) -> [Directive] {
        var read: [Directive] = []
        for directive in directives { read.append(try decoded(Directive.self, directive)) }
        return read
    }

    private func decoded<Value: Decodable>(
        _ type: Value.Type, _ value: RecordedValue
    ) throws(RecordingError) -> Value {
        do {
            return try RecordedDecoder.decode(type, from: value)
        } catch {
            let sentence = (error as? DecodingError)?.sentence ?? "\(error)"
            throw RecordingError(
                line: line, "this build knows no such \(type == Event.self ? "event" : "directive") (\(sentence))")
        }
    }
}
