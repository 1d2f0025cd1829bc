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
}
