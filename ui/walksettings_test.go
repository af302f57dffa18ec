package ui

// settingFunctions are those of settings, devices, technician and kiosk.
var settingFunctions = []function{
	{"language in the settings", "12-match", nil, "F11 1", "other language", "settingsForm"},
	{"size of text", "12-match", nil, "F11 2", "text 125", "settingsForm"},
	{"dark colours", "12-match", nil, "F11 3", "dark true", "settingsForm"},
	{"high contrast", "12-match", nil, "F11 4", "contrast true", "settingsForm"},
	{"sounds", "12-match", nil, "F11 5", "silent true", "settingsForm"},
	{"resident's window", "12-match", nil, "F11 6", "resident false", "settingsForm"},
	{"language of slips", "12-match", nil, "F11 7", "slips en", "settingsForm"},
	{"leave the settings", "12-match", nil, "F11 Esc", "", "laneScreen"},
	{"leave the settings by their key", "12-match", nil, "F11 ~F11", "", "laneScreen"},
	{"devices", "02-ready", nil, "F11 F7", "", "devicesForm"},
	{"technician's page", "02-ready", supervises, "F11 F8", "doctor", "techForm 0"},
	{"look at everything again", "02-ready", supervises, "F11 F8 F5", "doctor; doctor", "techForm 0"},
	{"file for whoever helps", "02-ready", supervises, "F11 F8 F6", "doctor; bundle", "techForm 0"},
	{"more findings", "02-ready", supervises, "F11 F8 PgDn", "doctor", "techForm 5"},
	{"findings back", "02-ready", supervises, "F11 F8 PgDn PgUp", "doctor", "techForm 0"},
	{"leave the findings", "02-ready", supervises, "F11 F8 Esc", "doctor", "settingsForm"},
	{"printer of slips", "02-ready", nil, "F11 F7 1", "printer Epson-TM-T20", "devicesForm"},
	{"printer of sheets", "02-ready", nil, "F11 F7 2", "sheets Epson-TM-T20", "devicesForm"},
	{"paper of slips", "02-ready", nil, "F11 F7 3", "paper a6", "devicesForm"},
	{"model", "02-ready", supervises, "F11 F7 4", "model sface", "devicesForm"},
	{"test the scanners", "02-ready", nil, "F11 F7 F3", "listen", "devicesForm listening"},
	{"end the test of the scanners", "02-ready", nil, "F11 F7 F3 F3", "listen; listen no more", "devicesForm"},
	{"a hand scanner's test", "02-ready", nil, "F11 F7 F3 scan:HTTPS://EXAMPLE.COM", "listen; reads HTTPS://EXAMPLE.COM", "devicesForm listening"},
	{"test page", "02-ready", nil, "F11 F7 F5", "test page, sheet false", "devicesForm"},
	{"test sheet", "02-ready", nil, "F11 F7 F6", "test page, sheet true", "devicesForm"},
	{"test of the line", "02-ready", nil, "F11 F7 F7", "test line", "devicesForm"},
	{"leave the devices", "02-ready", nil, "F11 F7 Esc", "", "settingsForm"},
	{"cameras from the settings", "02-ready", nil, "F11 End", "show camera 1", "cameraScreen 0 false"},
	{"end the kiosk", "12-match", inKiosk, "F11 F4 'tono' Enter '975310' Enter", "end", "endForm  field 2"},
	{"do not end the kiosk", "12-match", inKiosk, "F11 F4 Esc", "", "settingsForm"},
	{"fields of the end", "12-match", inKiosk, "F11 F4 Down Up Down", "", "endForm  field 2"},
}

// cameraFunctions are those of the camera page.
var cameraFunctions = []function{
	{"next of what is chosen", "02-ready", at(atCamera), "Down →", "camera usb-Lain (1280,720) false 0", "cameraScreen 1 false"},
	{"the one before", "02-ready", at(atCamera), "Down Down ←", "camera usb-Contoh (640,480) false 0", "cameraScreen 2 false"},
	{"on by Enter", "02-ready", at(atCamera), "Down ~Enter", "camera usb-Lain (1280,720) false 0", "cameraScreen 1 false"},
	{"up the rows", "02-ready", at(atCamera), "Up", "", "cameraScreen 6 false"},
	{"camera's address", "02-ready", at(atCamera), "F2 'rtsp://10.0.0.9/mobil' Enter", "camera rtsp://10.0.0.9/mobil (1280,720) false 0", "cameraScreen 0 false"},
	{"no address", "02-ready", at(atCamera), "F2 Esc", "", "cameraScreen 0 false"},
	{"the other camera's setup", "02-ready", at(atCamera), "Home", "show camera 2", "cameraScreen 0 true"},
	{"leave the cameras", "02-ready", at(atCamera), "End", "", "laneScreen"},
	{"leave the cameras by Esc", "02-ready", at(atCamera), "~Esc", "", "laneScreen"},
}
