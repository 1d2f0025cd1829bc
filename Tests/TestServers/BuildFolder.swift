/// Where the programs of this build lie.
package let buildFolder = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/.build/debug"
