from tests.source_interface.conftest import *
from playwright.sync_api import sync_playwright
from store.conversation import append_reply, NewReply
import hashlib
from crypto.reply import ReplyAttachment
from crypto import attachment_stream as a
def test_shots(box, office):
    with box.serve() as served, sync_playwright() as p:
        b = p.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        def shot(page, name):
            for w in (320, 1280):
                page.set_viewport_size({"width": w, "height": 800})
                page.screenshot(path=f"/tmp/shots/{name}-{w}.png", full_page=True)
                width = page.evaluate("document.documentElement.scrollWidth") if False else None
        ctx = b.new_context(java_script_enabled=False); page = ctx.new_page()
        u = served.url
        page.goto(u + "/"); shot(page, "start")
        page.goto(u + "/id/about"); shot(page, "about")
        page.goto(u + "/id/report"); shot(page, "report")
        page.click("text=Kirim laporan"); shot(page, "report-errors")
        for k, v in {"what": "Harga di kuitansi dua kali harga toko.\nSaya melihat sendiri.", "who":"Kepala bagian pengadaan", "when":"Maret 2026", "how":"Pemasok dipilih sebelum lelang"}.items(): page.fill(f"#{k}", v)
        page.uncheck("#anonymous"); page.click("text=Kirim laporan"); shot(page, "identity")
        page.click("button[name=back]"); page.check("#anonymous"); page.check("#excluded-petugas-2"); page.click("text=Kirim laporan"); shot(page, "code")
        code = " ".join(page.locator(".words").inner_text().split())
        page.fill("#code", code.replace(" ", "-")[:-3]); page.click("text=Lanjut"); shot(page, "code-slip")
        page.fill("#code", code); page.click("text=Lanjut"); 
        page.fill("#text", "Saya punya foto kuitansinya."); page.click("text=Kirim pesan")
        page.set_input_files("#files", [{"name":"kuitansi maret.pdf","mimeType":"application/pdf","buffer":b"x"*123456},{"name":"foto 照片.jpg","mimeType":"image/jpeg","buffer":b"y"*2234567}]); page.click("text=Kirim lampiran"); shot(page, "received")
        page.goto(u+"/id/mailbox"); shot(page, "mailbox")
        page.click("text=Kirim pesan"); shot(page, "mailbox-error")
        page.click("text=Hapus salinan saya"); shot(page, "erase")
        page.goto(u+"/id/mailbox"); page.click("text=Keluar"); shot(page, "left")
        page.goto(u + "/id/open"); shot(page, "open")
        page.fill("#code", "salah kode"); page.click("text='Buka'"); shot(page, "open-wrong")
        page.goto(u + "/en/nothing"); shot(page, "404")
        page.goto(u + "/en/report"); shot(page, "report-en")
        dark = b.new_context(java_script_enabled=False, color_scheme="dark").new_page()
        dark.goto(u+"/id/report"); shot(dark, "dark-report")
        forced = b.new_context(java_script_enabled=False, forced_colors="active").new_page()
        forced.goto(u+"/id/report"); shot(forced, "forced-report")
        (office.folder / "roster" / "roster.sig").write_bytes(b"x")
        page.goto(u + "/id/report"); shot(page, "notready")
        print(served.log.read_text())
