import Glibc
import LinuxReactor
import PointsmanAgent
import PointsmanConfiguration
import PointsmanFormats
import Testing

@Suite("Access to a secret's file")
struct FileAccessTests {
    @Test(
        "a secret's file that others may read is accepted only if root owns it and no other user can change it",
        arguments: [
            (FileAccess(bits: 0o600), nil), (FileAccess(bits: 0o400), nil),
            (FileAccess(bits: 0o440), "others may read"),
            (FileAccess(bits: 0o644), "others may read"), (FileAccess(bits: 0o440, isRoots: true), nil),
            (FileAccess(bits: 0o640, isRoots: true), nil), (FileAccess(bits: 0o444, isRoots: true), nil),
            (FileAccess(bits: 0o644, isRoots: true), "others may read"),
            (FileAccess(bits: 0o644, isRoots: true, isMounted: true), nil),
            (FileAccess(bits: 0o644, isMounted: true), "others may read"),
            (FileAccess(bits: 0o660, isRoots: true, isMounted: true), "others may write to"),
            (FileAccess(bits: 0o602), "others may write to"),
            (FileAccess(bits: 0o440, isRoots: true, isMounted: true, isReplaceable: true), "others may replace"),
        ])
    func rule(access: FileAccess, words: String?) {
        let complaint = access.complaint(about: "/secret")
        if let words {
            #expect(complaint?.contains(words) == true, "\(complaint ?? "")")
        } else {
            #expect(complaint == nil)
        }
    }

    @Test(
        "the access rights of a secret's file are read from the disk, through links and folders",
        .enabled(if: geteuid() == 0))
    @Reactor
    func disk() async throws {
        try await withFolder { folder in
            func access(_ mode: mode_t, owner: uid_t = 0) -> FileAccess? {
                touch("\(folder)/secret")
                chmod("\(folder)/secret", mode)
                chown("\(folder)/secret", owner, 0)
                guard case .bytes(_, let access) = Disk.load("\(folder)/secret") else { return nil }
                return access
            }
            // The folder is of mode 0700, and /tmp above it is sticky.
            #expect(access(0o440) == FileAccess(bits: 0o440, isRoots: true))
            #expect(access(0o440, owner: 1) == FileAccess(bits: 0o440))
            chmod(folder, 0o777)
            #expect(access(0o440)?.isReplaceable == true)
            chmod(folder, 0o1777)
            #expect(access(0o440)?.isReplaceable == false)
            chown(folder, 1, 0)
            #expect(access(0o440)?.isReplaceable == true)
            chown(folder, 0, 0)
            // By way of links, as in a volume of the kubelet's.
            mkdir("\(folder)/..v1", 0o755)
            #expect(rename("\(folder)/secret", "\(folder)/..v1/secret") == 0)
            symlink("..v1", "\(folder)/..data")
            symlink("..data/secret", "\(folder)/secret")
            guard case .bytes(_, let linked) = Disk.load("\(folder)/secret") else {
                Issue.record("not read")
                return
            }
            #expect(linked == FileAccess(bits: 0o440, isRoots: true))
        }
    }
}
