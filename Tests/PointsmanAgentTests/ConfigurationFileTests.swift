import PointsmanAgent
import PointsmanConfiguration
import PointsmanCore
import PointsmanFormats
import Testing

@Suite("Files that hold a configuration or a part of it")
struct ConfigurationFileTests {
    @Test("a passfile gives the password if only its owner may read it")
    func passFile() throws {
        let url = "[pointsman]\ndatabase_url = postgres://app@h/d?passfile=/p"
        let configuration = try load(url, disk: ["/p": "*:*:*:app:secret"])
        #expect(configuration.database.password?.reveal() == "secret")
        #expect(failure(url).contains("main:2: the file /p does not exist"))
        #expect(failure(url, disk: ["/p": "*:*:*:other:secret"]).contains("has no password for"))
        let open = #expect(throws: ConfigurationFailure.self) {
            try ConfigurationLoader.load(file: "main", environment: [:]) { file in
                .bytes(Array((file == "main" ? url : "*:*:*:app:secret").utf8), mode: 0o644)
            }
        }
        #expect(open?.exitCode == .noPermission)
        #expect(open?.description.contains("chmod 0600") == true)
    }

    @Test("a missing, forbidden or failing configuration file has its own exit code")
    func files() {
        func code(_ file: LoadedFile) -> ExitCode? {
            do throws(ConfigurationFailure) {
                _ = try ConfigurationLoader.load(file: "main", environment: ["DATABASE_URL": "postgres://a:b@h/d"]) {
                    _ in file
                }
                return nil
            } catch {
                return error.exitCode
            }
        }
        #expect(code(.absent) == .noInput)
        #expect(code(.denied) == .noPermission)
        #expect(code(.failed("Input/output error")) == .systemError)
    }

    @Test("the disk loader reports absent files and folders, and reads bytes")
    func disk() {
        #expect(Disk.load("/nonexistent/file") == .absent)
        #expect(Disk.load("/") == .failed("it is a folder"))
        guard case .bytes(let bytes, _) = Disk.load("/proc/self/comm") else {
            Issue.record("not read")
            return
        }
        #expect(!bytes.isEmpty)
    }
}
