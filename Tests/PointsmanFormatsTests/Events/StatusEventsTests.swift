import PointsmanCore
import PointsmanFormats
import Testing

@Suite("What is told of a change of status")
struct StatusEventsTests {
    private static func kinds(_ story: StatusStory) -> [StatusEvent.Kind] {
        story.events.map(\.kind).filter { $0 != .change }
    }

    @Test("a start tells once that the instance is ready")
    func start() throws {
        let story = StatusStory.settled()
        #expect(Self.kinds(story) == [.ready])
        let before = story.statuses.count
        story.tell(.linkLost(StatusStory.standby, .down(.endOfFile)))
        #expect(story.statuses.count > before)
        #expect(Self.kinds(story) == [.ready])
    }

    @Test("a failover tells of the hold, the move and the release, with the former primary and the new one")
    func failover() throws {
        let story = StatusStory.settled()
        story.tell(.linkLost(StatusStory.primary, .down(.endOfFile)))
        story.tell(
            .observed(
                Observation(
                    member: StatusStory.primary, sent: Instant(nanoseconds: 1_000_000_000),
                    result: .failure(.down(.systemError(111))), roundTrip: nil)))
        #expect(Self.kinds(story).contains(.hold), "\(story.events)")
        story.sees(StatusStory.standby, timeline: 4)
        let events = story.events
        let move = try #require(events.first { $0.kind == .move })
        #expect(move.primary == StatusStory.standby && move.formerPrimary == StatusStory.primary)
        #expect(move.region == Region("fra") && move.timeline == Timeline(4))
        #expect(events.contains { $0.kind == .release })
        #expect(!events.contains { $0.kind == .unready }, "an instance that holds is ready")
        #expect(move.variables.contains { $0.name == "FORMER_PRIMARY" && $0.value == "192.0.2.1:5432" })
    }

    @Test("a drained instance is unready, and ready again afterwards")
    func drained() {
        let story = StatusStory.settled()
        story.tell(.request(.drain))
        story.tell(.request(.undrain))
        #expect(Self.kinds(story) == [.ready, .unready, .ready])
    }

    @Test("two primaries on one timeline are told as a split brain, once")
    func splitBrain() {
        let story = StatusStory.settled()
        story.sees(StatusStory.standby, timeline: 3)
        story.sees(StatusStory.primary, timeline: 3)
        story.sees(StatusStory.standby, timeline: 3)
        #expect(Self.kinds(story).count { $0 == .splitBrain } == 1, "\(story.events)")
    }

    @Test("a hold that runs out without a primary tells that writes fail")
    func refusal() {
        let story = StatusStory.settled()
        story.tell(.linkLost(StatusStory.primary, .down(.endOfFile)))
        for _ in 0..<70 {
            story.pass(.seconds(1))
            story.sees(StatusStory.standby, timeline: 3, follows: StatusStory.primary)
        }
        #expect(Self.kinds(story).contains(.refusal), "\(story.events)")
    }

    @Test("an event as JSON is one line, and a server's control characters are escaped")
    func json() throws {
        let event = try #require(StatusStory.settled().events.last)
        let text = JSONWriter.text(event.json(time: "2026-01-02T03:04:05.678Z"))
        #expect(!text.contains("\n"))
        let value = try JSONReader.read(Array(text.utf8))
        #expect(
            value["primary"] == .string("192.0.2.1:5432") && value["standbys"] == .array([.string("192.0.2.2:5432")]))
    }
}
