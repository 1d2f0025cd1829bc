import Glibc

/// Where the programs under test lie: POINTSMAN_TEST_BUILD, else this build's folder.
package let buildFolder =
    getenv("POINTSMAN_TEST_BUILD").map { String(cString: $0) }
    ?? "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/.build/debug"
