import '../shared/base.css';
import '../shared/fonts-storefront.css';
import './storefront.css';

import { render } from 'preact';

import { applyTheme } from '../shared/theme.js';

applyTheme();
const root = document.getElementById('app');
if (root !== null) render(<h1>GenZ Jewelry</h1>, root);
