import Glibc
import LinuxReactor
import PointsmanLab
import PointsmanScenarios
import Testing

@Suite("A lab's plan")
struct LabPlanTests {
    @Test("a lab's plan is read back as it was made, from files that only the owner can read")
    func roundTrip() async throws {
        try await roundTrip(at: .loopback)
    }

    @Test(
        "a lab's plan with regions is read back as it was made, with addresses of Fly's network",
        .enabled(if: Scenario.regionLoss.obstacle == nil))
    func regions() async throws {
        try await roundTrip(at: .regions(delayMilliseconds: 7))
    }

    private func roundTrip(at place: LabPlace) async throws {
        var template = Array("/tmp/pointsman-test-XXXXXX".utf8CString)
        _ = try #require(mkdtemp(&template))
        let folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        let plan = try LabPlan.make(in: folder, at: place)
        #expect(LabPlan.read(from: folder) == plan)
        #expect(Set((plan.members + [plan.spare]).map(\.address)).count == 4)
        #expect(plan.members.allSatisfy { $0.address.hasPrefix(place == .loopback ? "127." : "fdaa:") })
        for name in ["plan", "passfile"] {
            var status = stat()
            #expect(stat("\(folder)/\(name)", &status) == 0)
            #expect(status.st_mode & 0o777 == 0o600)
        }
        _ = try await ChildProcess(.init("/bin/rm", ["-rf", folder, plan.dataFolder], environment: [])).ended()
    }
}
