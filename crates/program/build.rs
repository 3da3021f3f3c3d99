//! Compiles the few lines of C++ that catch what HiGHS throws.

fn main() {
    println!("cargo:rerun-if-changed=src/solve/caught.cpp");
    cc::Build::new().cpp(true).std("c++11").file("src/solve/caught.cpp").compile("caught");
}
