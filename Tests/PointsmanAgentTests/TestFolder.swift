import Glibc
import LinuxReactor

/// Runs `body` with a folder of its own and removes it afterwards, whatever happens.
@Reactor
func withFolder(_ body: @Reactor (String) async throws -> Void) async throws {
    var template = Array("/tmp/pointsman-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw SystemError(call: "mkdtemp", code: errno) }
    let folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    var failure: (any Error)?
    do { try await body(folder) } catch { failure = error }
    _ = try? await ChildProcess(.init("/bin/rm", ["-rf", folder], environment: [])).ended()
    if let failure { throw failure }
}

func touch(_ path: String) {
    close(open(path, O_CREAT | O_WRONLY, 0o644))
}
