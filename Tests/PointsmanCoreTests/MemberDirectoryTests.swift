import PointsmanCore
import Testing

@Suite("The directory of members")
struct MemberDirectoryTests {
    private static func directory(_ names: [MemberID]...) -> MemberDirectory {
        var directory = MemberDirectory()
        for round in names { directory.take(.members(round.map { Member(id: $0) })) }
        return directory
    }

    @Test("the directory lists members by address, whatever order DNS gives")
    func order() {
        #expect(Self.directory([ams, iad, fra]).members.map(\.id) == [iad, fra, ams])
        #expect(Self.directory([ams], [iad, ams]).members.map(\.id) == [iad, ams])
    }

    @Test("the directory keeps a member that DNS no longer names until it is gone")
    func unnamed() {
        var directory = Self.directory([iad, fra, ams], [iad, fra])
        #expect(directory.members.map(\.id) == [iad, fra, ams])
        directory.dropUnnamed { _ in false }
        #expect(directory.members.map(\.id) == [iad, fra, ams])
        directory.dropUnnamed { _ in true }
        #expect(directory.members.map(\.id) == [iad, fra])
    }

    @Test("the directory drops only the gone one of two members that DNS no longer names")
    func oneOfTwoUnnamed() {
        var directory = Self.directory([iad, fra, ams], [iad])
        directory.dropUnnamed { $0 == fra }
        #expect(directory.members.map(\.id) == [iad, ams])
    }

    @Test("the directory drops its last members when they are unnamed and gone")
    func nobodyNamed() {
        var directory = Self.directory([iad, fra], [])
        directory.dropUnnamed { _ in true }
        #expect(directory.members == [])
    }

    @Test("the directory keeps a member that DNS names again")
    func namedAgain() {
        var directory = Self.directory([iad, fra], [iad], [iad, fra])
        directory.dropUnnamed { _ in true }
        #expect(directory.members.map(\.id) == [iad, fra])
    }

    @Test("a failed discovery round changes no member and is reported until a round succeeds")
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

    @Test("a member excluded by name stays excluded while names are unknown, and the other members stay")
    func unknownNames() {
        let directory = Self.withCopy(Self.whole, Self.nameless)
        #expect(directory.members == [Member(id: iad, name: "m1")])
        #expect(directory.unnamed == [])
        #expect(directory.failure?.contains("127.0.0.12:5432") == true)
        #expect(Self.withCopy(Self.whole, Self.nameless, Self.whole).failure == nil)
    }

    @Test("a first start without names takes no member and says why if exclude has names")
    func unknownNamesAtFirst() {
        let directory = Self.withCopy(Self.nameless)
        #expect(directory.members == [])
        #expect(directory.failure?.contains("exclude by address") == true)
    }

    @Test(
        "a name on exclude may end with a dot, be in any case, or be a Fly machine's full name",
        arguments: [
            "d077ae38bb5ff2.", "D077AE38BB5FF2", "d077ae38bb5ff2.vm.lab.internal.", "d077ae38bb5ff2.vm.lab.internal",
        ])
    func excludedForms(entry: String) {
        var directory = MemberDirectory(Exclusion([entry]))
        directory.take(
            .members([
                Member(id: iad, name: .known("3a044a8184403d")), Member(id: fra, name: .known("d077ae38bb5ff2")),
            ]))
        #expect(directory.members.map(\.id) == [iad])
        #expect(directory.notice == nil)
        var targets = MemberDirectory(Exclusion([entry.replacing("d077ae38bb5ff2", with: "pg-1.lab.example")]))
        targets.take(
            .members([
                Member(id: iad, name: .known("pg-0.lab.example")), Member(id: fra, name: .known("pg-1.lab.example.")),
            ]))
        if !entry.contains(".vm."), entry == entry.lowercased() { #expect(targets.members.map(\.id) == [iad]) }
    }

    @Test(
        "the first label of a member's name is enough on exclude, and any other part of it is not",
        arguments: [
            ("pg-1", [iad]), ("PG-1.", [iad]), ("pg", [iad, fra]), ("pg-1.lab", [iad, fra]), ("lab", [iad, fra]),
        ])
    func excludedByLabel(entry: String, left: [MemberID]) {
        var directory = MemberDirectory(Exclusion([entry]))
        directory.take(
            .members([
                Member(id: iad, name: "pg-0.lab.example"), Member(id: fra, name: "pg-1.lab.example"),
            ]))
        #expect(directory.members.map(\.id) == left)
        #expect((directory.notice == nil) == (left == [iad]))
    }

    @Test("a name on exclude that no member has is told once all names are known")
    func idleExclusion() {
        var directory = MemberDirectory(Exclusion(["fra", "10.0.0.1"]))
        directory.take(.partial([Member(id: iad, name: .known("a"))], "a question failed"))
        #expect(directory.notice == nil)
        directory.take(.members([Member(id: iad, name: .known("a")), Member(id: ams, name: .unknown)]))
        #expect(directory.notice == nil)
        directory.take(.members([Member(id: iad, name: .known("a")), Member(id: fra, name: .known("b"))]))
        #expect(directory.notice == "exclude has fra, and no member has that name: it leaves no member out")
        directory.exclude(Exclusion(["b"]))
        #expect(directory.notice == nil)
        directory.take(.members([Member(id: iad, name: .known("a")), Member(id: fra, name: .known("b"))]))
        #expect(directory.notice == nil)
    }

    @Test("members need no names if exclude lists addresses only")
    func noNamesNeeded() {
        var directory = MemberDirectory(Exclusion(["127.0.0.13"]))
        directory.take(Self.nameless)
        #expect(directory.members.map(\.id) == [iad, fra])
    }

    @Test("a member that turns out to be excluded is dropped at once, even if it answers")
    func excludedLater() {
        var directory = Self.withCopy(.members([Member(id: iad, name: "m1"), Member(id: fra, name: "m2")]))
        directory.take(Self.whole)
        directory.dropUnnamed { _ in false }
        #expect(directory.members.map(\.id) == [iad])
    }

    @Test("a discovery round that leaves only excluded members keeps the known ones")
    func onlyExcluded() {
        let directory = Self.withCopy(Self.whole, .members([Member(id: fra, name: "copy")]))
        #expect(directory.members.map(\.id) == [iad])
        #expect(directory.unnamed == [])
        #expect(directory.failure == "the only member found is on the exclude list")
    }

    @Test("a partial discovery round adds members, removes none and says what failed")
    func partial() {
        var directory = Self.directory([iad, fra])
        directory.take(.partial([Member(id: fra), Member(id: ams)], "AAAA: SERVFAIL"))
        #expect(directory.members.map(\.id) == [iad, fra, ams])
        #expect(directory.unnamed == [])
        #expect(directory.failure == "AAAA: SERVFAIL")
    }

    @Test("a partial discovery round leaves an unnamed member unnamed")
    func partialUnnamed() {
        var directory = Self.directory([iad, fra], [iad])
        directory.take(.partial([Member(id: iad)], "AAAA: SERVFAIL"))
        #expect(directory.unnamed == [fra])
    }

    @Test("a name or region that a discovery round does not tell stays as it was")
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
