//! The terminal without a terminal.

mod journeys;
use journeys::Laptop;

#[test]
fn look() {
    let mut laptop = Laptop::new(true);
    let sizes = [(80, 24), (120, 40), (60, 12)];
    let scripts = std::env::var("LOOK").unwrap_or_default();
    for script in scripts.split(';') {
        laptop.keys(script);
        for (w, h) in sizes {
            if std::env::var("SIZE").is_ok_and(|s| s != format!("{w}")) { continue; }
            eprintln!("=== {script} {w}x{h}\n{}", laptop.text(w, h));
        }
    }
}
