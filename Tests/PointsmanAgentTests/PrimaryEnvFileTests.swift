import Glibc
import LinuxReactor
import PointsmanAgent
import PointsmanCore
import PointsmanFormats
import Testing

@Suite("The file primary.env")
struct PrimaryEnvFileTests {
    @Test("a shell reads the latest whole content of primary.env")
    func replaced() async throws {
        try await withFolder { folder in
            let file = PrimaryEnvFile(path: "\(folder)/primary.env")
            for (region, timeline) in [("iad", UInt32(1)), ("fra", 2)] {
                let content = PrimaryEnv(region: Region(region), member: nil, timeline: Timeline(timeline))
                #expect(await file.write(content) == nil)
            }
            let script = ". \(folder)/primary.env && [ \"$PRIMARY_REGION-$PRIMARY_MEMBER-$TIMELINE\" = fra--2 ]"
            let shell = try ChildProcess(.init("/bin/sh", ["-euc", script], environment: []))
            #expect(await shell.ended(until: .now + .seconds(60)) == 0)
            var status = stat()
            #expect(stat("\(folder)/primary.env", &status) == 0 && status.st_mode & 0o777 == 0o644)
        }
    }

    @Test("writing primary.env to a missing folder is an error that names the file")
    func noFolder() async {
        let error = await PrimaryEnvFile(path: "/nowhere/primary.env")
            .write(PrimaryEnv(region: nil, member: nil, timeline: nil))
        #expect(error?.code == ENOENT && error?.call.contains("/nowhere/primary.env") == true)
    }
}
