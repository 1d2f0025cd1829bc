import PointsmanCore
import PointsmanFormats
import Testing

@Suite("The answer to a trial of the fence")
struct FenceTrialTests {
    @Test(
        "a refusal before the statement says nothing of the fence if it is the login's own, and otherwise that it can't work",
        arguments: [
            ("28000", true, false), ("28P01", true, false), ("28LGN", true, false), ("3D000", true, false),
            ("58P01", true, true), ("42501", true, true), ("28000", false, true), ("3D000", false, true),
            ("42501", false, true), ("53300", true, false), ("57P03", true, false),
        ] as [(String, Bool, Bool)])
    func logins(state: String, isLogin: Bool, isRefused: Bool) {
        let trial = FenceTrial(sqlState: state, refusal: "no", isLogin: isLogin)
        #expect(trial == (isRefused ? .refused("no (SQLSTATE \(state))") : .unknown))
    }

    @Test("the fence's own refusal shows that it works, and a trial without a server's word says nothing")
    func words() {
        let words = "invalid input syntax for type integer: \"\(FenceStatement.refusal), 1\""
        #expect(FenceTrial(sqlState: "22P02", refusal: words) == .works)
        #expect(FenceTrial(sqlState: nil, refusal: words) == .unknown)
        #expect(FenceTrial(sqlState: "22P02", refusal: nil) == .unknown)
    }
}
