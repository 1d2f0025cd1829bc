import PointsmanFormats
import PoolerTools
import Testing

@Suite("A line of a users' file")
struct UserlistEntryTests {
    @Test(
        "a secret in the users' file is none, plain, md5 or SCRAM",
        arguments: [
            ("", UserlistEntry.Kind.none), ("pw", .plain), ("md50123456789abcdef0123456789abcdef", .md5),
            ("md50123456789ABCDEF0123456789abcdef", .plain), ("SCRAM-SHA-256$4096:c2FsdA==$a:b", .scram),
        ])
    func kinds(secret: String, kind: UserlistEntry.Kind) {
        #expect(UserlistEntry.Kind(of: Secret(secret)) == kind)
    }
}
