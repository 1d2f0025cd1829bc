import PointsmanCore
import Testing

@Suite("The directory of members")
struct MemberDirectoryTests {
    private static func directory(_ names: [MemberID]...) -> MemberDirectory {
        var directory = MemberDirectory()
        for round in names { directory.take(.members(round.map { Member(id: $0) })) }
        return directory
    }

    @Test("is in the order of addresses, whatever DNS says last")
    func order() {
        #expect(Self.directory([ams, iad, fra]).members.map(\.id) == [iad, fra, ams])
        #expect(Self.directory([ams], [iad, ams]).members.map(\.id) == [iad, ams])
    }

    @Test("keeps who is no longer named until he is gone, and who is named though he is gone")
    func unnamed() {
        var directory = Self.directory([iad, fra, ams], [iad, fra])
        #expect(directory.members.map(\.id) == [iad, fra, ams])
        directory.dropUnnamed { _ in false }
        #expect(directory.members.map(\.id) == [iad, fra, ams])
        directory.dropUnnamed { _ in true }
        #expect(directory.members.map(\.id) == [iad, fra])
    }

    @Test("of two members that are no longer named the one that answers stays when the other is gone")
    func oneOfTwoUnnamed() {
        var directory = Self.directory([iad, fra, ams], [iad])
        directory.dropUnnamed { $0 == fra }
        #expect(directory.members.map(\.id) == [iad, ams])
    }

    @Test("drops the last ones, too")
    func nobodyNamed() {
        var directory = Self.directory([iad, fra], [])
        directory.dropUnnamed { _ in true }
        #expect(directory.members == [])
    }

    @Test("takes back who is named again")
    func namedAgain() {
        var directory = Self.directory([iad, fra], [iad], [iad, fra])
        directory.dropUnnamed { _ in true }
        #expect(directory.members.map(\.id) == [iad, fra])
    }

    @Test("changes nobody when a round fails, and says so until one succeeds")
    func failure() {
        var directory = Self.directory([iad])
        directory.take(.failure("SERVFAIL"))
        #expect(directory.members.map(\.id) == [iad])
        #expect(directory.failure == "SERVFAIL")
        directory.take(.members([Member(id: iad)]))
        #expect(directory.failure == nil)
    }

    /// `iad` is a member, and the copy at `fra` is excluded by its name.
    private static func withCopy(_ rounds: DiscoveryResult...) -> MemberDirectory {
        var directory = MemberDirectory(Exclusion(["copy"]))
        for round in rounds { directory.take(round) }
        return directory
    }
    private static let whole = DiscoveryResult.members([Member(id: iad, name: "m1"), Member(id: fra, name: "copy")])
    private static let nameless = DiscoveryResult.members([
        Member(id: iad, name: .unknown), Member(id: fra, name: .unknown),
    ])

    @Test("what is excluded by its name stays excluded while names are unknown, and the members stay")
    func unknownNames() {
        let directory = Self.withCopy(Self.whole, Self.nameless)
        #expect(directory.members == [Member(id: iad, name: "m1")])
        #expect(directory.unnamed == [])
        #expect(directory.failure?.contains("127.0.0.12:5432") == true)
        #expect(Self.withCopy(Self.whole, Self.nameless, Self.whole).failure == nil)
    }

    @Test("at a first start without names no member is taken, and the reason says why")
    func unknownNamesAtFirst() {
        let directory = Self.withCopy(Self.nameless)
        #expect(directory.members == [])
        #expect(directory.failure?.contains("exclude by address") == true)
    }

    @Test("without names on the list a member needs none")
    func noNamesNeeded() {
        var directory = MemberDirectory(Exclusion(["127.0.0.13"]))
        directory.take(Self.nameless)
        #expect(directory.members.map(\.id) == [iad, fra])
    }

    @Test("a member that turns out to be an excluded one is dropped at once, though it answers")
    func excludedLater() {
        var directory = Self.withCopy(.members([Member(id: iad, name: "m1"), Member(id: fra, name: "m2")]))
        directory.take(Self.whole)
        directory.dropUnnamed { _ in false }
        #expect(directory.members.map(\.id) == [iad])
    }

    @Test("a round that leaves only excluded ones takes no other member away")
    func onlyExcluded() {
        let directory = Self.withCopy(Self.whole, .members([Member(id: fra, name: "copy")]))
        #expect(directory.members.map(\.id) == [iad])
        #expect(directory.unnamed == [])
        #expect(directory.failure == "the only member found is on the exclude list")
    }

    @Test("a partial round takes no member away, adds whom it names, and says what failed")
    func partial() {
        var directory = Self.directory([iad, fra])
        directory.take(.partial([Member(id: fra), Member(id: ams)], "AAAA: SERVFAIL"))
        #expect(directory.members.map(\.id) == [iad, fra, ams])
        #expect(directory.unnamed == [])
        #expect(directory.failure == "AAAA: SERVFAIL")
    }

    @Test("a partial round leaves unnamed who was so")
    func partialUnnamed() {
        var directory = Self.directory([iad, fra], [iad])
        directory.take(.partial([Member(id: iad)], "AAAA: SERVFAIL"))
        #expect(directory.unnamed == [fra])
    }

    @Test("a name and a region that a round does not tell stay what they were")
    func remembered() {
        var directory = MemberDirectory()
        let told = Member(id: iad, region: Region("iad"), name: "m1")
        directory.take(.members([told]))
        directory.take(.members([Member(id: iad, name: .unknown)]))
        #expect(directory.members == [told])
        directory.take(.members([Member(id: iad, region: Region("fra"), name: "m2")]))
        #expect(directory.members == [Member(id: iad, region: Region("fra"), name: "m2")])
    }
}
